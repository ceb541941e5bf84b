import { type Client, ifMatch, PreconditionFailed } from "@entask/client";
import type { Arrivals } from "../feed/arrivals.js";
import { Calls, isAway, isOf } from "../feed/call.js";
import type { Fields } from "../feed/fields.js";
import { pause } from "../feed/pause.js";
import type { AnyRow } from "../feed/types.js";

/** An edit of one row. */
interface Edit {
  type: "insert" | "update" | "delete";
  key: unknown;
  original: object;
  modified: object;
}

/** A transaction of a collection. */
interface Edits {
  state: string;
  mutations: Edit[];
}

/** Writes to the service what is edited, one after another, and waits until the feed has brought it back. */
export class Writer<Row extends AnyRow> {
  readonly #calls: Calls<Row>;
  readonly #fields: Fields;
  readonly #arrivals: Arrivals;
  /** The versions that this device has made, by those that it has made them of. */
  readonly #own = new Map<string, number>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(api: Pick<Client, "request">, list: string, fields: Fields, arrivals: Arrivals) {
    this.#calls = new Calls(api, list);
    this.#fields = fields;
    this.#arrivals = arrivals;
  }

  /** Writes after all that was edited before. It is taken back where this throws. */
  async write(edits: Edits): Promise<void> {
    const written = this.#last.then(() => this.#writeAll(edits));
    this.#last = written.catch(() => undefined);
    for (const { id, version } of await written) await this.#arrivals.until(id, version);
  }

  async #writeAll(edits: Edits): Promise<AnyRow[]> {
    const written: AnyRow[] = [];
    for (const edit of edits.mutations) written.push(...(await this.#repeat(edit, edits)));
    return written;
  }

  /** Writes as soon as the service can be reached, unless the app takes it back before, and returns the version that the feed will bring. */
  async #repeat(edit: Edit, edits: Edits): Promise<AnyRow[]> {
    for (let repeated = false; edits.state === "persisting"; repeated = true) {
      try {
        return await this.#send(edit, repeated);
      } catch (error) {
        if (!isAway(error)) throw error;
      }
      await pause();
    }
    return [];
  }

  #send({ type, key, original, modified }: Edit, repeated: boolean): Promise<AnyRow[]> {
    const id = String(key);
    if (type === "insert") return this.#create(id, modified, repeated);
    const version = this.#current(id, (original as Partial<Row>).version ?? 1); // what was created here is at the first
    return type === "delete" ? this.#remove(id, version) : this.#update(id, version, this.#fields.edited(original, modified));
  }

  async #create(id: string, row: object, repeated: boolean): Promise<AnyRow[]> {
    try {
      return [await this.#calls.create({ id, ...this.#fields.edited({}, row) })];
    } catch (error) {
      if (!isOf(error, 409) || !(repeated || error.repeated)) throw error;
      return [await this.#calls.on("GET", id)]; // it was created before, and another device has changed it since
    }
  }

  async #update(id: string, version: number, body: object): Promise<AnyRow[]> {
    if (Object.keys(body).length === 0) return [];
    try {
      return [this.#made(version, await this.#calls.on("PATCH", id, { params: { header: ifMatch(version) }, body }))];
    } catch (error) {
      if (!isOf(error, 412)) throw error;
      const there = await this.#calls.on("GET", id);
      if (there.version === version + 1 && this.#fields.has(there, body)) return [this.#made(version, there)]; // by a request without a reply
      await this.#arrivals.until(id, there.version);
      throw error;
    }
  }

  async #remove(id: string, version: number): Promise<AnyRow[]> {
    const gone = { id, version: version + 1 };
    try {
      await this.#calls.on("DELETE", id, { params: { header: ifMatch(version) } });
      return [gone];
    } catch (error) {
      if (isOf(error, 404)) return this.#arrivals.of(id) !== undefined ? [gone] : [];
      if (error instanceof PreconditionFailed) await this.#arrivals.until(id, gone.version);
      throw error;
    }
  }

  #made(of: number, row: Row): Row {
    this.#own.set(`${row.id} ${of}`, row.version);
    return row;
  }

  /** Returns the version that this device has made of one that it has seen. */
  #current(id: string, version: number): number {
    for (let next: number | undefined = version; next !== undefined; next = this.#own.get(`${id} ${version}`)) version = next;
    return version;
  }
}
