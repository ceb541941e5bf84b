import { compileSingleRowExpression, type IR, toBooleanPredicate, walkExpression } from "@tanstack/db";

/** A condition of a query, in the form of TanStack DB. */
export type Where = IR.BasicExpression<boolean>;

/** What every row of a query must hold: a field, how it is compared, and with what. */
export interface Comparison {
  field: string;
  op: string;
  value: unknown;
}

/** Returns the comparisons of a condition that each row holds by itself. What else there is in it is left out. */
export function comparisons(where: IR.BasicExpression | undefined): Comparison[] {
  if (where?.type !== "func") return [];
  if (where.name === "and") return where.args.flatMap(comparisons);
  const [of, to] = where.args;
  if (where.name === "not" && of?.type === "func" && of.name === "isNull") return comparisons(of).map((it) => ({ ...it, value: false }));
  const field = of?.type === "ref" && of.path.length === 1 ? of.path[0] : undefined;
  if (field === undefined) return [];
  if (where.name === "isNull") return [{ field, op: "isNull", value: true }];
  return to?.type === "val" ? [{ field, op: where.name, value: to.value }] : [];
}

const compiled = new WeakMap<IR.BasicExpression, (row: object) => boolean>();

/** Whether a row passes a condition, by the rules of TanStack DB. */
export function passes(where: IR.BasicExpression | undefined, row: object): boolean {
  if (where === undefined) return true;
  let test = compiled.get(where);
  if (!test) {
    const of = compileSingleRowExpression(where);
    let own = false; // it asks for what TanStack DB alone knows, such as $synced
    walkExpression(where, (part) => void (own ||= part.type === "ref" && (part.path[0]?.startsWith("$") ?? false)));
    test = (row) => own || toBooleanPredicate(of(row as Record<string, unknown>) as boolean | null);
    compiled.set(where, test);
  }
  return test(row);
}
