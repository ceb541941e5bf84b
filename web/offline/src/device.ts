// What main.mjs drives on each page: a device that is edited at random.
import { createClient } from "@entask/client";

declare global {
  var openDevice: (name: string, user: string, url: string, token: string, seed: number) => Promise<void>;
  var device: Device;
}

/** A row, as far as it is compared. */
export interface Row {
  id: string;
  version: number;
  title: string;
  completed: boolean;
}

/** A conflict that was shown. */
export interface Shown {
  id: string;
  /** The title that this device wanted; none where it wanted to delete. */
  mine: string | undefined;
  theirs: string | undefined;
  chosen: "mine" | "theirs";
}

/** How a kind of client is driven. */
export interface Store {
  rows(): Promise<Row[]>;
  create(row: { id: string; title: string }): Promise<unknown>;
  /** Changes a row, and returns the title that it had; nothing where it has just been deleted. */
  change(id: string, fields: { title: string; completed?: boolean }): Promise<string | undefined>;
  remove(id: string): Promise<string | undefined>;
  /** The same by another way: what the client alone has of the feed, or what a window shows first. */
  copy?(): Row[];
  /** Whether every edit has been sent. */
  idle(): Promise<boolean>;
}

/** A write that the page has sent; without a status, no reply has come. */
export interface Sent {
  method: string;
  id: string;
  title: string | undefined;
  /** The version that it is bound to. */
  condition?: number;
  status?: number;
  /** What the row is by it. */
  version?: number;
  now?: string;
}

export interface Edit {
  id: string;
  /** The new title; none where it deletes. */
  title: string | undefined;
  /** The title that it was made to; none where it creates. */
  base?: string;
}

/** How many rows there must be for two devices to meet in one of them, again and again. */
const few = 20;

export class Device {
  readonly name: string;
  readonly api;
  readonly sent: Sent[] = [];
  readonly edits: Edit[] = [];
  readonly conflicts: Shown[] = [];
  readonly refused: string[] = [];
  readonly faults: string[] = [];
  store: Store | undefined;
  #random: () => number;

  /** The field that is edited. */
  readonly #text: string;

  constructor(name: string, baseUrl: string, token: string, seed: number, text = "title") {
    this.name = name;
    this.#text = text;
    this.#random = mulberry(seed);
    this.api = createClient({ baseUrl, token, retries: 1, fetch: (request) => this.#fetch(request) });
  }

  /** Chooses how a conflict ends, and notes that it was shown. */
  choose(id: string, mine: string | undefined, theirs: string | undefined): "mine" | "theirs" {
    const chosen = this.#random() < 0.5 ? "mine" : "theirs";
    this.conflicts.push({ id, mine, theirs, chosen });
    return chosen;
  }

  async edit(count: number): Promise<void> {
    const store = this.store!;
    for (const end = this.edits.length + count; this.edits.length < end; ) {
      const rows = (await store.rows()).sort((a, b) => (a.id < b.id ? -1 : 1));
      const row = rows[Math.floor(this.#random() * rows.length)];
      const kind = this.#random();
      const title = `${this.name} ${this.edits.length}`;
      if (row === undefined || kind < (rows.length < few ? 0.4 : 0.15)) {
        const id = this.#uuid();
        this.edits.push({ id, title });
        await store.create({ id, title });
      } else if (kind < 0.25) {
        const base = await store.remove(row.id);
        if (base !== undefined) this.edits.push({ id: row.id, title: undefined, base });
      } else {
        const base = await store.change(row.id, kind < 0.6 ? { title } : { title, completed: !row.completed });
        if (base !== undefined) this.edits.push({ id: row.id, title, base });
      }
    }
  }

  /** Sends a request, and notes what is written. */
  async #fetch(request: Request): Promise<Response> {
    if (request.method === "GET") return fetch(request);
    const body = (await request.clone().json().catch(() => ({}))) as Record<string, string | undefined>;
    const note: Sent = { method: request.method, id: body.id ?? new URL(request.url).pathname.split("/")[4] ?? "", title: body[this.#text] };
    const condition = request.headers.get("If-Match");
    if (condition) note.condition = Number(condition.replaceAll('"', ""));
    this.sent.push(note);
    const response = await fetch(request);
    const row = response.ok && response.status !== 204 ? ((await response.clone().json()) as Record<string, unknown>) : undefined;
    Object.assign(note, { status: response.status, version: row?.version, now: row?.[this.#text] });
    return response;
  }

  #uuid(): string {
    const digits = Array.from({ length: 32 }, () => Math.floor(this.#random() * 16).toString(16));
    digits[12] = "4";
    digits[16] = "8";
    return digits.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }
}

/** Returns a generator of numbers between 0 and 1 that is the same for the same seed. */
function mulberry(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
