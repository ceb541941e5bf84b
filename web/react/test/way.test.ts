// What comes from the service on its way into a collection of RxDB.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RxCollection } from "rxdb";
import type { Document } from "../src/rxdb/types.js";
import { Way } from "../src/rxdb/way.js";

interface Row {
  id: string;
  version: number;
}

/** A collection, as far as the way reads it, and what is in it. */
function collection() {
  const kept = new Map<string, Document<Row>>();
  const of = {
    schema: { jsonSchema: { properties: { id: {}, version: {} } } },
    storageInstance: { findDocumentsById: async (ids: string[]) => [...new Set(ids)].flatMap((id) => kept.get(id) ?? []) },
  };
  const write = (documents: Document<Row>[]) => documents.forEach((document) => kept.set(document.id, document));
  return { of: of as unknown as RxCollection<Row>, kept, write };
}

// Versions begin again where a row is made anew with its id, and where a backup is restored.
for (const [name, before] of [["made anew", true], ["restored", false]] as const) {
  test(`a row that was ${name} is deleted, though RxDB has not written it yet`, async () => {
    const { of, kept, write } = collection();
    write([{ id: "a", version: 7, _deleted: before }]);
    const way = new Way<Row>(of);
    way.since({ cursor: "0" });
    const first = await way.take([{ op: "upsert", row: { id: "a", version: 1 } }], "1");
    const second = await way.take([{ op: "delete", id: "a", version: 2 }], "2");
    way.events.subscribe((item) => item !== "RESYNC" && write(item.documents));
    write(first.documents);
    write(second.documents);
    await way.repeat();
    assert.equal(kept.get("a")?._deleted, true);
  });
}
