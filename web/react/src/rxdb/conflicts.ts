import { defaultConflictHandler, deepEqual, type RxConflictHandler, type RxConflictHandlerInput, type WithDeleted } from "rxdb";

/**
 * Shows a conflict, and decides what the row becomes: the `realMasterState`, which is what another
 * device has made of it; the `newDocumentState` of this one; or something of both.
 */
export type Decide<Row> = (conflict: RxConflictHandlerInput<Row>) => WithDeleted<Row> | Promise<WithDeleted<Row>>;

/** Makes the `conflictHandler` of a collection. What the service has refused is no conflict: that was shown already. */
export function conflictHandler<Row>(decide: Decide<Row>): RxConflictHandler<Row> {
  return {
    isEqual: defaultConflictHandler.isEqual,
    resolve: async (conflict) => (isRefused(conflict) ? conflict.realMasterState : decide(conflict)),
  };
}

/** Whether the row is as it was when it was edited here: then it is the edit that cannot be. */
function isRefused<Row>({ assumedMasterState: assumed, realMasterState: master }: RxConflictHandlerInput<Row>): boolean {
  return assumed === undefined ? master._deleted : deepEqual(master, assumed);
}
