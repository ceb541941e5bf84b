import type { Problem } from "@entask/client";
import type { Arrivals } from "../feed/arrivals.js";
import { follow } from "../feed/follow.js";
import type { AnyPage, Pages } from "../feed/pages.js";
import type { AnyChange, AnyRow } from "../feed/types.js";

/** A collection, as far as it is kept current. */
export interface Into<Row> {
  utils: {
    writeUpsert: (rows: Row[]) => Promise<void>;
    writeDelete: (id: string) => Promise<void>;
    refetch: (how: { throwOnError: boolean }) => Promise<unknown>;
  };
  subscribeChanges: (hear: (changes: Shown<Row>[]) => void) => { unsubscribe: () => void };
}

/** What a collection shows anew, or no more. */
interface Shown<Row> {
  type: string;
  key: string;
  value: Row;
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
  /** The rows that the collection has, or is about to have. */
  readonly #held = new Map<string, Row>();
  /** The rows that have come while everything is loaded again. */
  #come: Set<string> | undefined;
  /** What has come while something is loaded. */
  #recent: AnyChange<Row>[] = [];

  constructor(pages: Pages<Row>, arrivals: Arrivals, wanted: (row: Row) => boolean, begins: () => void) {
    this.#pages = pages;
    this.#arrivals = arrivals;
    this.#wanted = wanted;
    this.#begins = begins;
  }

  /** Follows the feed until the returned function is called. */
  follow(into: Into<Row>): () => void {
    const stop = new AbortController();
    this.#arrivals.begin();
    this.#enter("opening");
    const refused = (problem: Problem) => this.#enter(problem);
    void follow(this.#pages, { take: (page) => this.#take(page, into), refused }, stop.signal, "now");
    const hearing = into.subscribeChanges((changes) => {
      const keys = changes.filter((shown) => this.#differs(shown)).map(({ key }) => key);
      if (keys.length > 0) queueMicrotask(() => this.#correct(keys, into));
    });
    return () => {
      stop.abort();
      hearing.unsubscribe();
      this.#enter("idle");
      this.#arrivals.end();
    };
  }

  /** Has the collection drop what no query asks for any more, such as what the feed has brought to one that has ended. */
  release(into: Into<Row>): void {
    for (const [id, row] of this.#held) {
      if (this.#wanted(row)) continue;
      this.#held.delete(id);
      this.#delete(id, into);
    }
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
      for (const row of rows) {
        this.#hold(row);
        if (this.#arrivals.of(row.id) === undefined) this.#arrivals.note(row.id, 0); // the collection gets it later, and the feed will tell of it
      }
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

  #take({ anew, changes, cursor }: AnyPage<Row>, into: Into<Row>): string {
    if (anew) {
      this.#begins();
      if (this.#loaded || typeof this.#state === "object") void this.#reload(into);
      this.#enter("open");
    }
    if (this.#loading > 0) this.#recent.push(...changes);
    const rows: Row[] = [];
    for (const [id, change] of latest(changes)) {
      const version = versionOf(change);
      const held = this.#held.get(id);
      const row = held && held.version > version ? held : change.op === "upsert" ? change.row : undefined; // the list may have had it later
      this.#arrivals.note(id, version);
      if (row && this.#wanted(row)) {
        this.#hold(row);
        rows.push(row);
      } else if (this.#held.delete(id)) this.#delete(id, into);
    }
    this.#write(rows, into);
    this.#arrivals.settle();
    return cursor;
  }

  #write(rows: Row[], into: Into<Row>): void {
    if (rows.length > 0) into.utils.writeUpsert(rows).catch(() => undefined); // the collection is cleaned up
  }

  /** Whether the collection may not hold what it is to hold. */
  #differs({ type, key, value }: Shown<Row>): boolean {
    const held = this.#held.get(key);
    return type === "delete" ? held !== undefined : held === undefined || value.version < held.version;
  }

  /**
   * Has the collection hold what it is to hold. It removes what a query has loaded when that query
   * ends, or has it no longer, though another shows the row because it was written there; and it
   * adds what a query has loaded before it was deleted. An edit that has not been written is shown
   * over these rows, and is not touched.
   */
  #correct(keys: string[], into: Into<Row>): void {
    const rows: Row[] = [];
    for (const key of keys) {
      const row = this.#held.get(key);
      if (row === undefined) this.#delete(key, into);
      else if (this.#wanted(row)) rows.push(row);
      else this.#held.delete(key);
    }
    this.#write(rows, into);
  }

  /** Loads everything again, and deletes what has not come by then. */
  async #reload(into: Into<Row>): Promise<void> {
    const before = [...this.#held.keys()];
    const come = (this.#come = new Set<string>());
    this.#arrivals.settle(true);
    this.#arrivals.forget();
    try {
      await into.utils.refetch({ throwOnError: true });
    } catch {
      return; // the query says why
    }
    if (this.#come !== come) return; // it has begun anew since
    this.#come = undefined;
    for (const id of before) if (!come.has(id) && this.#held.delete(id)) this.#delete(id, into);
  }

  #delete(id: string, into: Into<Row>): void {
    into.utils.writeDelete(id).catch(() => undefined); // it is not there
  }

  #hold(row: Row): void {
    if (row.version >= (this.#held.get(row.id)?.version ?? 0)) this.#held.set(row.id, row);
    this.#come?.add(row.id);
  }
}

const idOf = (change: AnyChange<AnyRow>): string => (change.op === "upsert" ? change.row.id : change.id);

const versionOf = (change: AnyChange<AnyRow>): number => (change.op === "upsert" ? change.row.version : (change.version ?? Infinity));

/** Returns the latest change of each row. */
function latest<Row extends AnyRow>(changes: AnyChange<Row>[]): Map<string, AnyChange<Row>> {
  return new Map(changes.map((change) => [idOf(change), change]));
}
