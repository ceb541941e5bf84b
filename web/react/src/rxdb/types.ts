/** A document of RxDB as it is replicated. */
export type Document<Row> = Row & { _deleted: boolean };

/** How far a replication has come. */
export interface Checkpoint {
  cursor?: string;
}
