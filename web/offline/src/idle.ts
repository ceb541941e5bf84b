/** Waits until what was edited is sent, for a second at most, and says whether it is. The tab that leads sends for all tabs. */
export async function idle(database: { isLeader(): boolean }, replication: { awaitInSync(): Promise<boolean> }): Promise<boolean> {
  if (!database.isLeader()) return true;
  return Promise.race([replication.awaitInSync(), new Promise<boolean>((done) => setTimeout(() => done(false), 1000))]);
}
