import type { SyncConfig } from "@tanstack/db";
import type { Arrivals } from "../feed/arrivals.js";
import { follow } from "../feed/follow.js";
import type { AnyPage, Pages } from "../feed/pages.js";
import type { AnyChange, AnyRow } from "../feed/types.js";

/** The way into a collection. */
export type Into<Row extends AnyRow> = Parameters<SyncConfig<Row, string>["sync"]>[0];

/** Writes a change feed into a collection. */
export class Follower<Row extends AnyRow> {
  readonly #pages: Pages<Row>;
  readonly #arrivals: Arrivals;
  /** The rows that the collection has. */
  readonly #there = new Set<string>();
  /** All that there is comes into the collection at once. */
  #loading = false;

  constructor(pages: Pages<Row>, arrivals: Arrivals) {
    this.#pages = pages;
    this.#arrivals = arrivals;
  }

  /** Follows the feed until the returned function is called. */
  follow(into: Into<Row>): () => void {
    const stop = new AbortController();
    this.#loading = false;
    this.#arrivals.begin();
    const refused = (error: Error) => {
      if (into.collection.status !== "error") into.markError(error);
    };
    void follow(this.#pages, { take: (page) => this.#take(page, into), refused }, stop.signal);
    return () => {
      stop.abort();
      this.#there.clear();
      this.#arrivals.end();
    };
  }

  #take(page: AnyPage<Row>, into: Into<Row>): string | undefined {
    if (!this.#loading) into.begin();
    if (page.anew) {
      into.truncate();
      this.#there.clear();
      this.#arrivals.forget();
      this.#loading = true;
    }
    for (const change of page.changes) this.#apply(change, into);
    if (this.#loading && page.more) return undefined;
    into.commit();
    into.markReady();
    this.#arrivals.settle(this.#loading); // a row that is gone by then is not told of
    this.#loading = false;
    return page.cursor;
  }

  #apply(change: AnyChange<Row>, into: Into<Row>): void {
    if (change.op === "upsert") {
      const { row } = change;
      into.write({ type: this.#there.has(row.id) ? "update" : "insert", value: row });
      this.#there.add(row.id);
      this.#arrivals.note(row.id, row.version);
    } else {
      if (this.#there.delete(change.id)) into.write({ type: "delete", key: change.id });
      this.#arrivals.note(change.id, change.version ?? Infinity);
    }
  }
}
