import { changes, type ChangesInit, type Client, type FeedPath, type Operation } from "@entask/client";
import type { AnyChange } from "./types.js";

/** What any page of a feed is. */
export interface AnyPage<Row> {
  changes: AnyChange<Row>[];
  cursor: string;
  more: boolean;
  anew: boolean;
}

/** What follows a feed from a cursor on. */
export type Pages<Row> = (behind: { since?: string; limit?: number }, how?: { live?: boolean; signal?: AbortSignal }) => AsyncIterable<AnyPage<Row>>;

/** Returns what follows a feed that some filters narrow, for rows of any type. */
export function pagesOf<Paths, P extends FeedPath<Paths>, Row>(api: Client<Paths>, path: P, query: object): Pages<Row> {
  type Init = ChangesInit<Operation<Paths, P, "get">>;
  return (behind, how = {}) =>
    changes(api, path, { params: { query: { ...query, ...behind } }, ...how } as unknown as Init) as unknown as AsyncIterable<AnyPage<Row>>;
}
