import type { RxDocument, WithDeleted } from "rxdb";

/** Changes a row, and returns what it was; nothing where it has just been deleted, in this tab or another. */
export async function change<R>(found: Promise<RxDocument<R> | null>, to: (was: WithDeleted<R>) => WithDeleted<R>): Promise<R | undefined> {
  let was: R | undefined;
  const row = await found;
  await row?.incrementalModify((now) => {
    was = now._deleted ? undefined : now;
    return now._deleted ? now : to(now);
  });
  return was;
}
