import { type Client, Problem } from "@entask/client";
import { deepEqual, type ReplicationPushOptions } from "rxdb";
import { Fields } from "../feed/fields.js";
import type { AnyRow } from "../feed/types.js";
import type { Document } from "./types.js";
import type { Way } from "./way.js";
import { type Edit, Writer } from "./write.js";

/** The statuses of what would be refused again. */
const refusals = [400, 403, 404, 409, 413, 415, 422];

/** Returns what RxDB pushes with. */
export function pushOf<Row extends AnyRow>(
  api: Pick<Client, "request">,
  list: string,
  { onRefused, readOnly }: { onRefused: (problem: Problem, document: Row) => void; readOnly: string[] },
  way: Way<Row>,
): ReplicationPushOptions<Row> {
  const writer = new Writer<Row>(api, list, new Fields(readOnly, deepEqual));

  /** Sends an edit, and returns what the row is instead, where it cannot be made. */
  async function send(edit: Edit<Row>): Promise<Document<Row> | undefined> {
    const { newDocumentState: mine, assumedMasterState: was } = edit;
    try {
      const { row, conflict } = await writer.write(edit);
      if (conflict) return way.document(row);
      way.hear(row);
      return undefined;
    } catch (error) {
      if (!(error instanceof Problem) || !refusals.includes(error.status)) throw error;
      onRefused(error, mine);
      return was ?? { ...mine, _deleted: true };
    }
  }

  return {
    handler: (edits) =>
      way.run(edits, async () => {
        const conflicts: Document<Row>[] = [];
        for (const edit of edits as Edit<Row>[]) {
          const conflict = await send(edit);
          if (conflict !== undefined) conflicts.push(conflict);
        }
        return conflicts;
      }),
  };
}
