import { type Client, type Declared, type FeedPath, lists as ofClient, type Operation } from "@entask/client";
import { BasicIndex, deepEquals, type LoadSubsetOptions } from "@tanstack/db";
import { matchQuery, type QueryClient, type QueryFunctionContext } from "@tanstack/query-core";
import type { QueryCollectionConfig } from "@tanstack/query-db-collection";
import { Writer } from "../db/write.js";
import { Arrivals } from "../feed/arrivals.js";
import { Fields } from "../feed/fields.js";
import { pagesOf } from "../feed/pages.js";
import type { AnyRow, FeedOptions, FeedQuery, FeedRow } from "../feed/types.js";
import { Follower, type Into } from "./follow.js";
import { Loader } from "./load.js";
import { passes } from "./where.js";

export type { AnyRow, FeedOptions, FeedQuery, FeedRow } from "../feed/types.js";

/** What a collection of queries takes. */
export interface OnDemandOptions<Row, Query> extends FeedOptions<Row, Query> {
  queryClient: QueryClient;
  /** What the lists can be asked for, where `Paths` are those of another document: what generate.mjs writes of it beside its types. */
  lists?: Readonly<Record<string, Declared>>;
}

/** What `queryCollectionOptions` takes; an `id`, a `schema` of none, and other options may stand beside it. */
export type OnDemandCollection<Row extends object> = QueryCollectionConfig<Row, (context: QueryFunctionContext<readonly unknown[]>) => Promise<Row[]>, Error, readonly unknown[], string>;

/** A collection of a list whose rows are loaded when a query asks for them. */
export interface OnDemand<Row extends object> {
  options: OnDemandCollection<Row>;
  /** Keeps what is loaded current by the change feed, until the returned function is called. */
  follow: (collection: Into<Row>) => () => void;
}

/**
 * Returns what `queryCollectionOptions` takes for a list: a query of the collection asks the list
 * for the rows that it needs, and for no others, as far as the list has its filters and its order.
 * An edit is shown at once, written as that of `feedCollection` is, and taken back where the
 * service refuses it.
 */
export function onDemand<Paths, P extends FeedPath<Paths>, Row extends AnyRow = FeedRow<Paths, P>>(
  api: Client<Paths>,
  path: P,
  { queryClient, query = {} as FeedQuery<Operation<Paths, P, "get">>, readOnly = [], lists = ofClient }: OnDemandOptions<Row, FeedQuery<Operation<Paths, P, "get">>>,
): OnDemand<Row> {
  const list = path.replace(/\/changes$/, "");
  const queryKey = ["entask/rows", list, query] as const;
  const wanted = (row: Row) => queryClient.getQueryCache().findAll({ queryKey, type: "active" }).some(({ meta }) => passes(subsetOf(meta).where, row));
  const arrivals = new Arrivals();
  const loader = new Loader<Row>(api, list, lists[list] ?? { filters: {}, orders: {} }, query);
  const follower = new Follower<Row>(pagesOf<Paths, P, Row>(api, path, query), arrivals, wanted, () => loader.forget());
  const writer = new Writer<Row>(api, list, new Fields(readOnly, deepEquals), arrivals);
  const write = async ({ transaction }: { transaction: Parameters<typeof writer.write>[0] }) => {
    await writer.write(transaction);
    return { refetch: false }; // the feed has brought it
  };
  return {
    options: {
      queryKey,
      queryClient,
      queryFn: ({ meta, signal }) => {
        const subset = subsetOf(meta);
        return follower.load(() => loader.load(subset, signal), (row) => passes(subset.where, row), signal);
      },
      getKey: (row) => row.id,
      syncMode: "on-demand",
      staleTime: Infinity, // the feed keeps it current
      gcTime: 0, // of what no query shows, it does not
      retry: false, // the loader waits while the service is away
      networkMode: "always",
      autoIndex: "eager",
      defaultIndexType: BasicIndex,
      defaultStringCollation: { stringSort: "lexical" }, // of instants, it is the order of the list
      onInsert: write,
      onUpdate: write,
      onDelete: write,
    },
    follow: (collection) => {
      const stop = follower.follow(collection);
      const ended = queryClient.getQueryCache().subscribe(({ type, query }) => {
        if (type === "removed" && matchQuery({ queryKey }, query)) queueMicrotask(() => follower.release(collection)); // once the collection has dropped what the query has loaded
      });
      return () => {
        ended();
        stop();
      };
    },
  };
}

const subsetOf = (meta: Record<string, unknown> | undefined): LoadSubsetOptions => meta?.loadSubsetOptions ?? {};
