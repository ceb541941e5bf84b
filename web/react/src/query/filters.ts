import type { Declared, Values } from "@entask/client";
import type { Comparison } from "./where.js";

type Filters = Declared["filters"];
type Filter = keyof Filters[string];

/** A way to ask for what a comparison holds, or for more than that. */
type Way = [filter: Filter, value: unknown][];

/**
 * Returns the parameters by which a list has every row that holds these comparisons. It may have
 * more: what the list has no filter for is left out.
 */
export function parametersOf(all: Comparison[], filters: Filters): Record<string, unknown> {
  const asked = new Map<string, unknown>();
  for (const comparison of all) {
    const of = filters[comparison.field] ?? {};
    const way = ways(comparison).find((way) => way.some(([filter, value]) => of[filter] && fits(value, of[filter])));
    for (const [filter, value] of way ?? []) {
      const parameter = of[filter];
      if (parameter && fits(value, parameter) && !asked.has(parameter.name)) asked.set(parameter.name, value);
    }
  }
  return Object.fromEntries(asked);
}

/** Returns the ways to ask for a comparison, the narrowest first. */
function ways({ op, value }: Comparison): Way[] {
  switch (op) {
    case "eq":
      return [[["equal", value]], [["in", [value]]], [["at_least", bound(value, -1)], ["at_most", bound(value, 1)], ["less", above(value)]]];
    case "in":
      return [[["in", value]]];
    case "lt":
      return [[["less", bound(value, 1)]], [["at_most", bound(value, 1)]]];
    case "lte":
      return [[["at_most", bound(value, 1)]], [["less", above(value)]]];
    case "gt":
      return [[["greater", bound(value, -1)]], [["at_least", bound(value, -1)]]];
    case "gte":
      return [[["at_least", bound(value, -1)]]];
    case "isNull":
      return [[["is_null", value]]];
    default:
      return [];
  }
}

const exact = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const instant = /^\d{4}-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?)?$/;
const minute = 60_000;

/**
 * Returns a bound as it is, but for an instant that is not written as the service writes it: TanStack
 * DB compares it as a text. Then it is a minute further out, which no such text makes a difference of.
 */
function bound(value: unknown, direction: 1 | -1): unknown {
  if (typeof value !== "string" || exact.test(value) || !instant.test(value)) return value;
  return moved(value, direction);
}

/** Returns a value that is greater. */
function above(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  return typeof value === "string" && instant.test(value) ? moved(value, 1) : undefined;
}

function moved(value: string, direction: 1 | -1): unknown {
  const at = new Date(Date.parse(value) + direction * minute);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** Whether a filter takes a value. What it would refuse is not asked for. */
function fits(value: unknown, values: Values): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((one) => fits(one, values));
  const { type, format, enum: all, minLength = 1, maxLength = Infinity, minimum = -Infinity, maximum = Infinity, pattern } = values;
  if (all) return all.includes(value);
  switch (typeof value) {
    case "boolean":
      return type === "boolean";
    case "number":
      return value >= minimum && value <= maximum && (type === "integer" ? Number.isSafeInteger(value) : type === "number" && format !== "float" && Number.isFinite(value));
    case "string":
      if (type !== "string" || pattern !== undefined) return false;
      if (format === "uuid") return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value);
      if (format === "date-time") return /^\d{4}-.*T.*Z$/.test(value) && instant.test(value) && !Number.isNaN(Date.parse(value));
      return format === undefined && /^[^\0\p{Cs}]*$/u.test(value) && [...value].length >= minLength && [...value].length <= maxLength;
    default:
      return false;
  }
}
