import type { Data, FeedPath, Operation } from "@entask/client";

/** A row with a version, by which conflicts are found. */
export interface AnyRow {
  id: string;
  version: number;
}

type Change<Paths, P> = P extends FeedPath<Paths> ? (Data<Operation<Paths, P, "get">> extends { changes: (infer C)[] } ? C : never) : never;

/** The row of a change feed. */
export type FeedRow<Paths, P> = Extract<Change<Paths, P>, { op: "upsert" }> extends { row: infer R extends AnyRow } ? R : never;

/** The filters of a change feed. */
export type FeedQuery<Op> = Op extends { parameters: { query?: infer Q } } ? Omit<NonNullable<Q>, "since" | "limit"> : object;

/** A change of any row. */
export type AnyChange<Row> = { op: "upsert"; row: Row } | { op: "delete"; id: string; version?: number };

/** What a collection takes. */
export interface FeedOptions<Row, Query> {
  /** The filters that narrow the feed. */
  query?: Query;
  /** Fields that the service sets by itself, besides those of its mixins, such as a time of completion. */
  readOnly?: NoInfer<keyof Row & string>[];
}
