// What comes from the service on its way into a collection of RxDB.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, type paths } from "@entask/client";
import type { RxCollection } from "rxdb";
import { pullOf } from "../src/rxdb/pull.js";
import { pushOf } from "../src/rxdb/push.js";
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
    find: () => ({ exec: async () => [...kept.values()].map((document) => ({ primary: document.id, get: () => document.version })) }),
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

/** A page of a feed, as the reply to a request. */
const page = (changes: object[], cursor: string, more: boolean) => Response.json({ changes, cursor, more });

const upsert = (id: string, version = 1) => ({ op: "upsert", row: { id, version } });
const deletion = (id: string) => ({ op: "delete", id });

/** A client of a service that replies so. */
function replying(...replies: (Response | Error)[]) {
  const fetch = async () => {
    const reply = replies.shift();
    if (reply instanceof Response) return reply;
    throw reply;
  };
  return createClient({ baseUrl: "http://localhost", token: "", retries: 0, fetch });
}

/** Pulls two at a time from a feed that replies so, and returns what RxDB is given. */
function pulling(way: Way<Row>, ...replies: (Response | Error)[]) {
  const { handler } = pullOf<paths, "/api/v1/tasks/changes", Row>(replying(...replies), "/api/v1/tasks/changes", {}, way);
  return async (cursor: string) => {
    const { documents, checkpoint } = await handler({ cursor }, 2);
    return `${documents.map(({ id, version, _deleted }) => `${_deleted ? "-" : ""}${id}${version}`)} until ${checkpoint?.cursor}`;
  };
}

test("a pull goes on until there are as many documents as RxDB asks for, or no more pages", async () => {
  const { of } = collection();
  const pull = pulling(
    new Way<Row>(of),
    page([deletion("x"), upsert("a")], "1", true),
    page([deletion("y"), deletion("z")], "2", true),
    page([upsert("b")], "3", true),
    page([upsert("c")], "4", true),
    page([], "5", false),
  );
  assert.equal(await pull("0"), "a1,b1,c1 until 4");
  assert.equal(await pull("4"), " until 5");
});

test("a pull whose feed begins anew in the middle gives nothing of the state before", async () => {
  const { of, write } = collection();
  write([{ id: "kept", version: 1, _deleted: false }]);
  const pull = pulling(
    new Way<Row>(of),
    page([deletion("x"), upsert("before")], "1", true),
    new Response(null, { status: 410 }),
    page([upsert("a"), upsert("b")], "8", true),
    page([upsert("c")], "9", false),
  );
  assert.equal(await pull("0"), "a1,b1,c1,-kept1 until 9");
});

test("what a pull has found before it failed comes by the next, and by nothing behind that", async () => {
  const { of } = collection();
  const way = new Way<Row>(of);
  const told: unknown[] = [];
  way.events.subscribe((item) => told.push(item));
  const pull = pulling(
    way,
    page([deletion("x"), upsert("a")], "1", true),
    new Error("away"),
    page([upsert("a", 2)], "2", false),
  );
  await assert.rejects(pull("0"), { message: "away" });
  await way.repeat();
  assert.deepEqual(told, []);
  assert.equal(await pull("0"), "a2 until 2");
});

test("nothing comes again while any of several pushes is to be tried again", async () => {
  const { of } = collection();
  const way = new Way<Row>(of);
  const told: string[] = [];
  way.events.subscribe((item) => item !== "RESYNC" && told.push(item.documents.map(({ id }) => id).join()));
  const { handler } = pushOf<Row>(replying(new Error("away"), Response.json({ id: "b", version: 1 })), "/api/v1/tasks", { onRefused: assert.fail, readOnly: [] }, way);
  const [failing, other] = ["a", "b"].map((id) => [{ newDocumentState: { id, version: 0, _deleted: false } }]);
  await way.take([{ op: "upsert", row: { id: "c", version: 1 } }], "1");
  await assert.rejects(async () => handler(failing ?? []), { message: "away" });
  await handler(other ?? []);
  await way.repeat();
  assert.deepEqual(told, ["b"]); // what was just written
});
