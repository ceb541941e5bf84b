import { Problem } from "@entask/client";
import type { SyncConfig } from "@tanstack/db";
import type { AnyPage } from "../feed/pages.js";
import type { AnyChange, AnyRow } from "../feed/types.js";
import { pause } from "./pause.js";

/** The way into a collection. */
export type Into<Row extends AnyRow> = Parameters<SyncConfig<Row, string>["sync"]>[0];

type Pages<Row> = (behind: { since?: string }, how: { live: boolean; signal: AbortSignal }) => AsyncIterable<AnyPage<Row>>;

/** Writes a change feed into a collection, and knows what it has brought. */
export class Follower<Row extends AnyRow> {
  readonly #pages: Pages<Row>;
  /** The latest version that has come of each row, of those that are gone too. */
  readonly #versions = new Map<string, number>();
  /** The rows that the collection has. */
  readonly #there = new Set<string>();
  #following = false;
  #waiting: { id: string; version: number; done: () => void }[] = [];

  constructor(pages: Pages<Row>) {
    this.#pages = pages;
  }

  /** Follows the feed until the returned function is called. */
  follow(into: Into<Row>): () => void {
    const stop = new AbortController();
    this.#following = true;
    void this.#follow(into, stop.signal);
    return () => {
      stop.abort();
      this.#following = false;
      this.#forget();
      this.#settle(true);
    };
  }

  /** Whether the feed has told of a row. */
  knows(id: string): boolean {
    return this.#versions.has(id);
  }

  /** Waits until the feed has brought this version of a row, or what came after it. */
  until(id: string, version: number): Promise<void> {
    if (!this.#following) return Promise.resolve();
    return new Promise((done) => {
      this.#waiting.push({ id, version, done });
      this.#settle();
    });
  }

  async #follow(into: Into<Row>, signal: AbortSignal): Promise<void> {
    let since: string | undefined;
    let loading = false; // all that there is comes into the collection at once
    while (!signal.aborted) {
      try {
        for await (const page of this.#pages({ ...(since !== undefined && { since }) }, { live: true, signal })) {
          if (signal.aborted) return;
          if (!loading) into.begin();
          if (page.anew) {
            into.truncate();
            this.#forget();
            loading = true;
            since = undefined;
          }
          for (const change of page.changes) this.#apply(change, into);
          if (loading && page.more) continue;
          into.commit();
          into.markReady();
          since = page.cursor;
          this.#settle(loading); // a row that is gone by then is not told of
          loading = false;
        }
      } catch (error) {
        if (error instanceof Problem && error.status < 500 && error.status !== 429 && into.collection.status !== "error") into.markError(error);
        await pause(signal);
      }
    }
  }

  #apply(change: AnyChange<Row>, into: Into<Row>): void {
    if (change.op === "upsert") {
      const { row } = change;
      into.write({ type: this.#there.has(row.id) ? "update" : "insert", value: row });
      this.#there.add(row.id);
      this.#versions.set(row.id, row.version);
    } else {
      if (this.#there.delete(change.id)) into.write({ type: "delete", key: change.id });
      this.#versions.set(change.id, change.version ?? Infinity);
    }
  }

  #forget(): void {
    this.#versions.clear();
    this.#there.clear();
  }

  /** Lets those go on whose version has come, or all. */
  #settle(all = false): void {
    const come = ({ id, version }: { id: string; version: number }) => all || (this.#versions.get(id) ?? 0) >= version;
    const done = this.#waiting.filter(come);
    this.#waiting = this.#waiting.filter((waiting) => !done.includes(waiting));
    for (const waiting of done) waiting.done();
  }
}
