import type { RxCollection, RxReplicationPullStreamItem } from "rxdb";
import { Subject } from "rxjs";
import type { AnyChange, AnyRow } from "../feed/types.js";
import type { Checkpoint, Document } from "./types.js";

/**
 * The way from the service into the collection. RxDB passes over what comes of a row while an edit
 * of it is on its way or its conflict is resolved. So all that has come is held against the
 * collection, and comes again until the collection has taken it.
 */
export class Way<Row extends AnyRow> {
  readonly events = new Subject<RxReplicationPullStreamItem<Row, Checkpoint>>();
  readonly #collection: RxCollection<Row>;
  /** What RxDB is doing, or will try again to do. */
  readonly #doing = new Set<unknown>();
  /** The latest that has come of each row that the collection may not have taken. */
  readonly #coming = new Map<string, Document<Row>>();
  /** Those that were kept before, so that an edit can be in the way. */
  readonly #doubtful = new Set<string>();
  /** How far the feed has come, and how far the collection has taken all of it; null at the beginning. */
  #cursor: string | null | undefined;
  #taken: string | null = null;

  constructor(collection: RxCollection<Row>) {
    this.#collection = collection;
  }

  /** Forgets what was coming: it is of a state that is no more. Returns the ids of all rows that were of it. */
  async anew(): Promise<string[]> {
    this.#coming.clear();
    this.#doubtful.clear();
    return (await this.#collection.find().exec()).filter((document) => document.get("version") !== undefined).map((document) => document.primary);
  }

  /** Returns where to follow the feed from. A page that was just opened knows nothing of what was coming in the one before. */
  since({ cursor, taken = cursor }: Checkpoint = {}): string | undefined {
    if (this.#cursor === undefined) this.#cursor = this.#taken = taken ?? null;
    else this.#cursor = cursor ?? null;
    return this.#cursor ?? undefined;
  }

  /** Returns what changes make of the collection, and the checkpoint behind them. The deletion of an unknown row is nothing. */
  async take(changes: AnyChange<Row>[], cursor: string): Promise<{ documents: Document<Row>[]; checkpoint: Checkpoint }> {
    const latest = new Map(changes.map((change) => [change.op === "upsert" ? change.row.id : change.id, change]));
    const kept = await this.#settle([...latest.keys()]);
    if (this.#doubtful.size === 0) this.#taken = this.#cursor ?? null;
    this.#cursor = cursor;
    const documents: Document<Row>[] = [];
    for (const [id, change] of latest) {
      const known = change.op === "upsert" ? change.row : (this.#coming.get(id) ?? kept.get(id));
      if (known === undefined) continue;
      const version = change.op === "upsert" ? known.version : (change.version ?? known.version);
      const document = { ...this.document(known), version, _deleted: change.op === "delete" };
      this.#coming.set(id, document);
      if (kept.has(id)) this.#doubtful.add(id);
      documents.push(document);
    }
    if (this.#doubtful.size === 0) this.#taken = cursor;
    return { documents, checkpoint: { cursor, taken: this.#taken } };
  }

  /** Has what the collection has not taken come again. Nothing comes while RxDB is busy. */
  async repeat(): Promise<void> {
    if (this.#coming.size === 0) return;
    await this.#settle([]);
    if (!this.isBusy && this.#coming.size > 0) this.events.next({ documents: [...this.#coming.values()], checkpoint: {} });
  }

  /** Returns what the collection keeps of a row: a new field of the service does not trouble an old schema. */
  document(row: Row & { _deleted?: boolean }): Document<Row> {
    const fields = this.#collection.schema.jsonSchema.properties as Record<string, unknown>;
    const kept = Object.entries(row).filter(([name]) => name in fields && !name.startsWith("_")); // RxDB has fields of its own
    return { ...(Object.fromEntries(kept) as unknown as Row), _deleted: row._deleted ?? false };
  }

  /** Whether RxDB pulls or pushes. Then it keeps all that it is told for later, behind what it pulls. */
  get isBusy(): boolean {
    return this.#doing.size > 0;
  }

  /** Runs a pull, or a push of some edits. RxDB tries one that fails again, until it succeeds. */
  async run<T>(what: unknown, does: () => Promise<T>): Promise<T> {
    this.#doing.add(what);
    const done = await does();
    this.#doing.delete(what);
    return done;
  }

  /** Has the collection hear at once what became of a written row, unless a later version has come. The feed tells it too, and moves the checkpoint. */
  hear(row: Row & { _deleted?: boolean }): void {
    if ((this.#coming.get(row.id)?.version ?? 0) >= row.version) return;
    const document = this.document(row);
    this.#coming.set(row.id, document);
    this.events.next({ documents: [document], checkpoint: {} });
  }

  /** Forgets what the collection has taken, and returns what it keeps of these rows, deletions included. */
  async #settle(ids: string[]): Promise<Map<string, Document<Row>>> {
    const found = await this.#collection.storageInstance.findDocumentsById([...ids, ...this.#coming.keys()], true);
    const kept = new Map(found.map((document) => [(document as unknown as Row).id, document as unknown as Document<Row>]));
    for (const [id, document] of this.#coming) {
      if (!isTaken(document, kept.get(id))) continue;
      this.#coming.delete(id);
      this.#doubtful.delete(id);
    }
    return kept;
  }
}

/** Whether a row is kept as it has come, or as it became later. */
function isTaken<Row extends AnyRow>(come: Document<Row>, kept: Document<Row> | undefined): boolean {
  if (kept === undefined || kept._deleted !== come._deleted) return (kept?.version ?? 0) > come.version;
  return (kept.version ?? 0) >= come.version;
}
