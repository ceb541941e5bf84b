import type { Client, FeedPath, Operation } from "@entask/client";
import { type CollectionConfig, deepEquals, type NonSingleResult } from "@tanstack/db";
import { Fields } from "../feed/fields.js";
import { pagesOf } from "../feed/pages.js";
import type { AnyRow, FeedQuery, FeedRow } from "../feed/types.js";
import { Follower } from "./follow.js";
import { Writer } from "./write.js";

export type { AnyRow, FeedQuery, FeedRow } from "../feed/types.js";

/** What a collection takes. */
export interface FeedOptions<Row, Query> {
  /** The filters that narrow the feed. */
  query?: Query;
  /** Fields that the service sets by itself, besides those of its mixins, such as a time of completion. */
  readOnly?: (keyof Row & string)[];
}

/** What `createCollection` takes of a change feed; an `id`, indexes and other options may stand beside it. */
export type FeedCollection<Row extends object> = CollectionConfig<Row, string> & NonSingleResult;

/**
 * Returns what `createCollection` takes to follow the change feed of a list, and to write to the
 * service what is edited here, in its order. An edit is shown at once. It is kept while the service
 * cannot be reached, and taken back where the service refuses it: `when("settled")` of its
 * transaction says why, with `PreconditionFailed` where another device was first.
 */
export function feedCollection<Paths, P extends FeedPath<Paths>, Row extends AnyRow = FeedRow<Paths, P>>(
  api: Client<Paths>,
  path: P,
  { query, readOnly = [] }: FeedOptions<Row, FeedQuery<Operation<Paths, P, "get">>> = {},
): FeedCollection<Row> {
  const follower = new Follower<Row>(pagesOf<Paths, P, Row>(api, path, query ?? {}));
  const writer = new Writer<Row>(api, path.replace(/\/changes$/, ""), new Fields(readOnly, deepEquals), follower);
  return {
    getKey: (row) => row.id,
    sync: { sync: (to) => follower.follow(to), rowUpdateMode: "full" },
    onInsert: ({ transaction }) => writer.write(transaction),
    onUpdate: ({ transaction }) => writer.write(transaction),
    onDelete: ({ transaction }) => writer.write(transaction),
  };
}
