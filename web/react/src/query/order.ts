import type { Declared } from "@entask/client";
import type { IR } from "@tanstack/db";
import type { Comparison } from "./where.js";

/** An order of a list that is that of a query. */
export interface Order {
  field: string;
  descending: boolean;
}

/** Returns the order of a query where the list has the same, as far as its first field goes. */
export function orderOf(orderBy: IR.OrderBy | undefined, orders: Declared["orders"]): Order | undefined {
  const [first] = orderBy ?? [];
  const field = first?.expression.type === "ref" && first.expression.path.length === 1 ? first.expression.path[0] : undefined;
  const declared = field === undefined ? undefined : orders[field];
  if (!first || field === undefined || !declared) return undefined;
  const { direction, nulls, stringSort } = first.compareOptions;
  if (stringSort === "custom" || (declared.nullable && nulls !== (direction === "asc" ? "last" : "first"))) return undefined;
  return { field, descending: direction === "desc" };
}

/** Compares two rows in an order; null is after every value, so first in a descending one. */
export function compare({ field, descending }: Order, one: object, other: object): number {
  const [a, b] = [one, other].map((row) => (row as Record<string, string | number | null>)[field] ?? null);
  const ascending = a === b ? 0 : a === null ? 1 : b === null ? -1 : (a ?? 0) < (b ?? 0) ? -1 : 1;
  return descending ? -ascending : ascending;
}

/** Returns the orders in which a comparison ends the reading early, where the list has any. */
export function endedBy({ field, op }: Comparison, orders: Declared["orders"]): Order[] {
  if (!orders[field]) return [];
  const [up, down] = [{ field, descending: false }, { field, descending: true }];
  return op === "eq" ? [down, up] : ["lt", "lte"].includes(op) ? [up] : ["gt", "gte"].includes(op) ? [down] : [];
}

/** Whether the rows of a comparison begin with its value in an order. */
export const beginsAt = ({ field, op }: Comparison, order: Order): boolean =>
  field === order.field && (op === "eq" || (order.descending ? ["lt", "lte"] : ["gt", "gte"]).includes(op));

/** Whether the rows of a comparison end with its value in an order. */
export const endsAt = ({ field, op }: Comparison, order: Order): boolean =>
  field === order.field && (op === "eq" || (order.descending ? ["gt", "gte"] : ["lt", "lte"]).includes(op));
