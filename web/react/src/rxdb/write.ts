import { type Client, ifMatch } from "@entask/client";
import { Calls, isOf } from "../feed/call.js";
import type { Fields } from "../feed/fields.js";
import type { AnyRow } from "../feed/types.js";
import type { Document } from "./types.js";

/** An edit: what a row was, and what it is here. */
export interface Edit<Row> {
  newDocumentState: Document<Row>;
  assumedMasterState?: Document<Row>;
}

/** What became of an edit: the row as it is now, or as another device has made it meanwhile. */
export interface Written<Row> {
  row: Row & { _deleted?: boolean };
  conflict?: boolean;
}

/** Writes the edits of a list to the service. Each may be sent again, by itself and after a reload. */
export class Writer<Row extends AnyRow> {
  readonly #calls: Calls<Row>;
  readonly #fields: Fields;

  constructor(api: Pick<Client, "request">, list: string, fields: Fields) {
    this.#calls = new Calls(api, list);
    this.#fields = fields;
  }

  async write({ newDocumentState: mine, assumedMasterState: was }: Edit<Row>): Promise<Written<Row>> {
    if (was === undefined) return mine._deleted ? this.#remove(mine, mine) : this.#create(mine); // a create without a reply may be done
    if (mine._deleted) return was._deleted ? { row: mine } : this.#remove(was, mine);
    return was._deleted ? this.#restore(mine) : this.#update(was, mine);
  }

  async #create({ _deleted, ...body }: Document<Row>): Promise<Written<Row>> {
    try {
      return { row: await this.#calls.create(body) };
    } catch (error) {
      const there = isOf(error, 409) ? await this.#read(body.id) : undefined;
      if (there === undefined) throw error;
      return { row: there, conflict: !this.#fields.has(there, body) };
    }
  }

  async #update(was: Row, mine: Document<Row>): Promise<Written<Row>> {
    const body = this.#fields.edited(was, mine);
    if (Object.keys(body).length === 0) return { row: mine };
    const write = (header: object) => this.#calls.on("PATCH", mine.id, { params: { header }, body });
    return this.#at(was, write, (there) => this.#fields.has(there, body), { row: { ...was, _deleted: true }, conflict: true });
  }

  #remove(was: Row, mine: Document<Row>): Promise<Written<Row>> {
    const gone = { ...mine, version: (was.version || 1) + 1 };
    const write = async (header: object) => {
      await this.#calls.on("DELETE", mine.id, { params: { header } });
      return gone;
    };
    return this.#at(was, write, () => false, { row: gone });
  }

  /** Brings back what was deleted: from the trash, or anew. */
  async #restore(mine: Document<Row>): Promise<Written<Row>> {
    try {
      const row = await this.#calls.on("POST", mine.id, {}, "/restore");
      return this.#fields.has(row, mine) ? { row } : await this.#update(row, mine);
    } catch (error) {
      if (!isOf(error, 404, 405)) throw error; // it is not in the trash, or there is none
      return this.#create(mine);
    }
  }

  /**
   * Writes at the version that an edit was made to. A version that is this device's own, of its edit
   * just before or of a request whose reply was lost, is no conflict.
   */
  async #at(was: Row, write: (condition: object) => Promise<Row>, isDone: (there: Row) => boolean, gone: Written<Row>): Promise<Written<Row>> {
    for (let version = was.version || 1; ; ) { // what was created here has none yet, and is at the first
      try {
        return { row: await write(ifMatch(version)) };
      } catch (error) {
        if (!isOf(error, 404, 412)) throw error;
      }
      const there = await this.#read(was.id);
      if (there === undefined) return gone;
      if (isDone(there)) return { row: there };
      if (!this.#fields.has(there, was)) return { row: there, conflict: true };
      version = there.version;
    }
  }

  /** Returns the row as the service has it; none where it was deleted. */
  async #read(id: string): Promise<Row | undefined> {
    try {
      return await this.#calls.on("GET", id);
    } catch (error) {
      if (!isOf(error, 404)) throw error;
      return undefined;
    }
  }
}
