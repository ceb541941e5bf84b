import type { Problem } from "@entask/client";
import type { Arrivals } from "../feed/arrivals.js";
import { follow } from "../feed/follow.js";
import type { AnyPage, Pages } from "../feed/pages.js";
import { pause } from "../feed/pause.js";
import type { AnyChange, AnyRow } from "../feed/types.js";

/** The direct writes of a collection. */
export interface Writes<Row> {
  writeUpsert: (rows: Row[]) => Promise<void>;
  writeDelete: (id: string) => Promise<void>;
  refetch: (how: { throwOnError: boolean }) => Promise<unknown>;
}

/** Whether the feed is followed, and has begun; why it is refused. */
type State = "idle" | "opening" | "open" | Problem;

/** Keeps the rows current that queries have loaded. */
export class Follower<Row extends AnyRow> {
  readonly #pages: Pages<Row>;
  readonly #arrivals: Arrivals;
  /** Whether a query asks for a row. */
  readonly #wanted: (row: Row) => boolean;
  /** Hears that the feed begins. */
  readonly #begins: () => void;
  #state: State = "idle";
  #waiting: (() => void)[] = [];
  /** Whether anything was loaded that the feed, when it begins, may know better. */
  #loaded = false;
  #loading = 0;
  /** The rows that the collection may have. */
  readonly #held = new Set<string>();
  /** What has come while something is loaded. */
  #recent: AnyChange<Row>[] = [];

  constructor(pages: Pages<Row>, arrivals: Arrivals, wanted: (row: Row) => boolean, begins: () => void) {
    this.#pages = pages;
    this.#arrivals = arrivals;
    this.#wanted = wanted;
    this.#begins = begins;
  }

  /** Follows the feed until the returned function is called. */
  follow(into: Writes<Row>): () => void {
    const stop = new AbortController();
    this.#arrivals.begin();
    this.#enter("opening");
    const refused = (problem: Problem) => this.#enter(problem);
    void follow(this.#pages, { take: (page) => this.#take(page, into, stop.signal), refused }, stop.signal, "now");
    return () => {
      stop.abort();
      this.#enter("idle");
      this.#arrivals.end();
    };
  }

  /** Returns rows as they are once they have been loaded: what the feed has told meanwhile is later than what was read. */
  async load(read: () => Promise<Row[]>, passes: (row: Row) => boolean, signal: AbortSignal): Promise<Row[]> {
    await this.#opened(signal);
    this.#loaded = true;
    this.#loading++;
    const from = this.#recent.length;
    try {
      const found = await read();
      const told = latest(this.#recent.slice(from));
      const rows = found.flatMap((row) => {
        const change = told.get(row.id);
        if (change === undefined || versionOf(change) < row.version) return [row];
        return change.op === "upsert" && passes(change.row) ? [change.row] : [];
      });
      for (const { id, version } of rows) {
        this.#held.add(id);
        this.#arrivals.note(id, version);
      }
      this.#arrivals.settle();
      return rows;
    } finally {
      if (--this.#loading === 0) this.#recent = [];
    }
  }

  /** Waits until changes are told of, so that none is missed after what is read then. */
  async #opened(signal: AbortSignal): Promise<void> {
    while (this.#state === "opening") {
      await new Promise<void>((done) => {
        this.#waiting.push(done);
        signal.addEventListener("abort", () => done(), { once: true });
      });
      signal.throwIfAborted();
    }
    if (typeof this.#state === "object") throw this.#state;
  }

  #enter(state: State): void {
    if (typeof state === "object" && this.#state === "open") return; // what was loaded stays, and the feed goes on from its cursor
    this.#state = state;
    for (const done of this.#waiting.splice(0)) done();
  }

  #take({ anew, changes, cursor }: AnyPage<Row>, into: Writes<Row>, signal: AbortSignal): string {
    if (anew) {
      this.#begins();
      if (this.#loaded || typeof this.#state === "object") void this.#reload(into);
      this.#enter("open");
    }
    if (this.#loading > 0) this.#recent.push(...changes);
    const rows: Row[] = [];
    for (const [id, change] of latest(changes)) {
      const version = versionOf(change);
      const known = this.#arrivals.of(id) ?? 0;
      if (version < known && known < Infinity) continue; // the list had it later
      this.#arrivals.note(id, version);
      if (change.op === "upsert" && this.#wanted(change.row)) {
        this.#held.add(id);
        rows.push(change.row);
      } else if (this.#held.delete(id)) void this.#delete(id, into, signal);
    }
    if (rows.length > 0) into.writeUpsert(rows).catch(() => undefined); // the collection is cleaned up
    this.#arrivals.settle();
    return cursor;
  }

  /** Loads everything again, and deletes what is not loaded by then. */
  async #reload(into: Writes<Row>): Promise<void> {
    const before = [...this.#held];
    this.#held.clear();
    this.#arrivals.settle(true);
    this.#arrivals.forget();
    try {
      await into.refetch({ throwOnError: true });
    } catch {
      return; // the query says why
    }
    for (const id of before) if (!this.#held.has(id)) into.writeDelete(id).catch(() => undefined); // it may be gone with its query
  }

  /** Deletes a row that is gone, or that no query asks for any more. One that a query has just loaded comes into the collection a moment later. */
  async #delete(id: string, into: Writes<Row>, signal: AbortSignal): Promise<void> {
    for (let tries = 0; tries < 5 && !signal.aborted && !this.#held.has(id); tries++) {
      try {
        return await into.writeDelete(id);
      } catch {
        await pause(signal);
      }
    }
  }
}

const idOf = (change: AnyChange<AnyRow>): string => (change.op === "upsert" ? change.row.id : change.id);

const versionOf = (change: AnyChange<AnyRow>): number => (change.op === "upsert" ? change.row.version : (change.version ?? Infinity));

/** Returns the latest change of each row. */
function latest<Row extends AnyRow>(changes: AnyChange<Row>[]): Map<string, AnyChange<Row>> {
  return new Map(changes.map((change) => [idOf(change), change]));
}
