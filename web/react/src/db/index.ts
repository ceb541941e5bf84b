import type { Client, FeedPath, Operation } from "@entask/client";
import { type CollectionConfig, deepEquals, type NonSingleResult } from "@tanstack/db";
import { Arrivals } from "../feed/arrivals.js";
import { Fields } from "../feed/fields.js";
import { pagesOf } from "../feed/pages.js";
import type { AnyRow, FeedOptions, FeedQuery, FeedRow } from "../feed/types.js";
import { Follower } from "./follow.js";
import { Writer } from "./write.js";

export type { AnyRow, FeedOptions, FeedQuery, FeedRow } from "../feed/types.js";

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
  const arrivals = new Arrivals();
  const follower = new Follower<Row>(pagesOf<Paths, P, Row>(api, path, query ?? {}), arrivals);
  const writer = new Writer<Row>(api, path.replace(/\/changes$/, ""), new Fields(readOnly, deepEquals), arrivals);
  return {
    getKey: (row) => row.id,
    sync: { sync: (to) => follower.follow(to), rowUpdateMode: "full" },
    onInsert: ({ transaction }) => writer.write(transaction),
    onUpdate: ({ transaction }) => writer.write(transaction),
    onDelete: ({ transaction }) => writer.write(transaction),
  };
}
