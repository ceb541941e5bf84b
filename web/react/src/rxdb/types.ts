/** A document of RxDB as it is replicated. */
export type Document<Row> = Row & { _deleted: boolean };

/** How far a replication has come. */
export interface Checkpoint {
  /** How far the feed was followed. */
  cursor?: string;
  /** How far the collection is known to have taken all of it; null where that is nothing yet. */
  taken?: string | null;
}
