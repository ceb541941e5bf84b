import type { RxCollection, RxReplicationPullStreamItem } from "rxdb";
import { Subject } from "rxjs";
import type { AnyChange, AnyRow } from "../feed/types.js";
import type { Checkpoint, Document } from "./types.js";

/** The way from the service into the collection. */
export class Way<Row extends AnyRow> {
  readonly events = new Subject<RxReplicationPullStreamItem<Row, Checkpoint>>();
  readonly #collection: RxCollection<Row>;
  /** Rows that may not be in the collection's storage yet. */
  readonly #coming = new Map<string, Document<Row>>();
  /** The latest version that has come of each row that is being written. */
  readonly #writing = new Map<string, number>();

  constructor(collection: RxCollection<Row>) {
    this.#collection = collection;
  }

  /** Returns the ids of all rows that the collection shows. */
  async ids(): Promise<string[]> {
    return (await this.#collection.find().exec()).map((document) => document.primary);
  }

  /** Returns what changes make of the collection. The deletion of an unknown row is nothing. */
  async documents(changes: AnyChange<Row>[]): Promise<Document<Row>[]> {
    const latest = new Map(changes.map((change) => [change.op === "upsert" ? change.row.id : change.id, change]));
    const kept = await this.#collection.findByIds([...latest.keys(), ...this.#coming.keys()]).exec();
    for (const id of kept.keys()) this.#coming.delete(id);
    const found: Document<Row>[] = [];
    for (const [id, change] of latest) {
      const known = change.op === "upsert" ? change.row : (this.#coming.get(id) ?? (kept.get(id)?.toMutableJSON() as Row | undefined));
      if (known === undefined) continue;
      const version = change.op === "upsert" ? known.version : (change.version ?? known.version);
      const document = { ...this.document(known), version, _deleted: change.op === "delete" };
      if (document._deleted) this.#coming.delete(id);
      else this.#coming.set(id, document);
      if (this.#writing.has(id)) this.#writing.set(id, version);
      found.push(document);
    }
    return found;
  }

  /** Returns what the collection keeps of a row: a new field of the service does not trouble an old schema. */
  document(row: Row & { _deleted?: boolean }): Document<Row> {
    const fields = this.#collection.schema.jsonSchema.properties as Record<string, unknown>;
    return { ...(Object.fromEntries(Object.entries(row).filter(([name]) => name in fields)) as unknown as Row), _deleted: row._deleted ?? false };
  }

  /** Writes to a row. Meanwhile the versions are noted that come from other devices. */
  async during<T>(id: string, write: () => Promise<T>): Promise<T> {
    this.#writing.set(id, 0);
    try {
      return await write();
    } finally {
      this.#writing.delete(id);
    }
  }

  /** Has the collection hear at once what became of a written row, unless a later version has come. The feed tells it too, and moves the checkpoint. */
  hear(row: Row & { _deleted?: boolean }): void {
    if ((this.#writing.get(row.id) ?? 0) < row.version) this.events.next({ documents: [this.document(row)], checkpoint: {} });
  }
}
