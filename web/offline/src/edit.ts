import type { RxDocument } from "rxdb";

/** Does something with a row, unless it has just been deleted. */
export async function edit<R>(found: Promise<RxDocument<R> | null>, does: (row: RxDocument<R>) => Promise<string>): Promise<string | undefined> {
  const row = await found;
  try {
    return row ? await does(row) : undefined;
  } catch (error) {
    if (row?.getLatest().deleted) return undefined;
    throw error;
  }
}
