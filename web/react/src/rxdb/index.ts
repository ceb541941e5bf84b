import type { Client, FeedPath, Operation, Problem } from "@entask/client";
import type { ReplicationPullOptions, ReplicationPushOptions, RxCollection } from "rxdb";
import type { AnyRow, FeedQuery, FeedRow } from "../feed/types.js";
import { pullOf } from "./pull.js";
import { pushOf } from "./push.js";
import type { Checkpoint } from "./types.js";
import { Way } from "./way.js";

export { conflictHandler, type Decide } from "./conflicts.js";
export type { AnyRow, FeedQuery, FeedRow } from "../feed/types.js";
export type { Checkpoint } from "./types.js";

/** What a replication takes. */
export interface FeedOptions<Row, Query> {
  /** Where the rows are kept. Its schema may leave out fields of the row, but neither `id` nor `version`. */
  collection: RxCollection<Row>;
  /**
   * Hears of an edit that the service refuses for what it is, such as one with a title that is too
   * long. The row becomes again what it was, so the document is the last that is left of the edit.
   */
  onRefused: (problem: Problem, document: Row) => void;
  /** The filters that narrow the feed. */
  query?: Query;
  /** Fields that the service sets by itself, besides those of its mixins, such as a time of completion. */
  readOnly?: (keyof Row & string)[];
}

/** What `replicateRxCollection` takes of a change feed, besides the collection and an identifier. */
export interface FeedReplication<Row> {
  pull: ReplicationPullOptions<Row, Checkpoint>;
  push: ReplicationPushOptions<Row>;
  /** One tab of a browser replicates for all. By default, RxDB has each that the user looks at replicate beside it. */
  toggleOnDocumentVisible: false;
}

/**
 * Follows the change feed of a list with RxDB, and writes to the service what is edited here. An
 * edit is sent with the version that it was made to. If that is not the row's any more, RxDB has the
 * collection's `conflictHandler` decide.
 */
export function feedReplication<Paths, P extends FeedPath<Paths>, Row extends AnyRow = FeedRow<Paths, P>>(
  api: Client<Paths>,
  path: P,
  { collection, onRefused, query, readOnly = [] }: FeedOptions<Row, FeedQuery<Operation<Paths, P, "get">>>,
): FeedReplication<Row> {
  const way = new Way<Row>(collection);
  return {
    pull: pullOf<Paths, P, Row>(api, path, query ?? {}, way),
    push: pushOf<Row>(api, path.replace(/\/changes$/, ""), { onRefused, readOnly }, way),
    toggleOnDocumentVisible: false,
  };
}
