import assert from "node:assert/strict";
import { test } from "node:test";
import { type components, createClient, ifMatch } from "@entask/client";
import { conflictHandler, feedReplication } from "@entask/react/rxdb";
import { createRxDatabase, type RxCollection } from "rxdb";
import { replicateRxCollection } from "rxdb/plugins/replication";
import { getRxStorageMemory } from "rxdb/plugins/storage-memory";
import { clientOf, ENTASK_URL, tokenOf } from "../../client/test/service.js";

type Task = Pick<components["schemas"]["Task"], "id" | "version" | "title">;

/** Collects tasks in a collection that gives way to other devices. */
async function withTasks(use: (tasks: RxCollection<Task>) => Promise<void>, multiInstance = false): Promise<void> {
  const database = await createRxDatabase({ name: crypto.randomUUID(), storage: getRxStorageMemory(), multiInstance });
  try {
    const { tasks } = await database.addCollections({
      tasks: {
        schema: {
          version: 0,
          type: "object",
          primaryKey: "id",
          properties: { id: { type: "string", maxLength: 36 }, version: { type: "integer" }, title: { type: "string" } },
          required: ["id", "title"],
        },
        conflictHandler: conflictHandler<Task>(({ realMasterState }) => realMasterState),
      },
    });
    await use(tasks as RxCollection<Task>);
  } finally {
    await database.close();
  }
}

/** Replicates tasks of a user, whose requests go through this. */
function replicate(user: string, tasks: RxCollection<Task>, through: typeof fetch = fetch, query = {}) {
  const api = createClient({ baseUrl: ENTASK_URL, token: tokenOf(user), retries: 0, fetch: through });
  const options = feedReplication(api, "/api/v1/tasks/changes", { collection: tasks, onRefused: (problem) => assert.fail(problem), query });
  return replicateRxCollection({ replicationIdentifier: "tasks", collection: tasks, ...options });
}

async function until(holds: () => Promise<boolean>, otherwise: () => Promise<string>): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(20)) if (await holds()) return;
  assert.fail(await otherwise());
}

const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** Has another device write twice to a row with an unsent edit: before that is sent, and while its conflict is being read. */
async function overtaken(user: string, tasks: RxCollection<Task>, second: "PATCH" | "DELETE" = "PATCH", edit: "patch" | "remove" = "patch") {
  const other = clientOf(user);
  const { data } = await other.POST("/api/v1/tasks", { body: { title: "one" } });
  const path = { task_id: data.id };
  const first = replicate(user, tasks);
  await first.awaitInSync();
  await first.cancel();
  const row = await tasks.findOne(data.id).exec(true);
  await (edit === "patch" ? row.patch({ title: "mine" }) : row.remove());
  await other.PATCH("/api/v1/tasks/{task_id}", { params: { path, header: ifMatch(1) }, body: { title: "theirs" } });
  let written = () => {};
  const isWritten = new Promise<void>((done) => (written = done));
  return replicate(user, tasks, async (request) => {
    const { method, url } = request as Request;
    if (url.includes("/changes")) await isWritten;
    const answer = await fetch(request);
    if (method !== "GET" || !url.endsWith(data.id)) return answer;
    const params = { path, header: ifMatch(2) };
    await (second === "PATCH" ? other.PATCH("/api/v1/tasks/{task_id}", { params, body: { title: "later" } }) : other.DELETE("/api/v1/tasks/{task_id}", { params }));
    written();
    await sleep(300); // the pull is answered, and its row passed over
    return answer;
  });
}

const titles = async (tasks: RxCollection<Task>) => (await tasks.find().exec()).map(({ title, version }) => `${title} ${version}`).join();

test("what comes while a conflict is resolved is taken after it", () =>
  withTasks(async (tasks) => {
    const replication = await overtaken("rxdb-overtaken", tasks);
    await until(async () => (await titles(tasks)) === "later 3", () => titles(tasks));
    await replication.cancel();
  }));

test("what was not taken yet comes again after the page is loaded again", () =>
  withTasks(async (tasks) => {
    const replication = await overtaken("rxdb-loaded-again", tasks);
    await until(async () => (await titles(tasks)) === "theirs 2", () => titles(tasks));
    await replication.cancel();
    const again = replicate("rxdb-loaded-again", tasks);
    await until(async () => (await titles(tasks)) === "later 3", () => titles(tasks));
    await again.cancel();
  }));

test("a deletion that comes while a conflict is resolved is taken after it", () =>
  withTasks(async (tasks) => {
    const shown: string[] = [];
    tasks.find().$.subscribe((rows) => shown.push(rows.map(({ title }) => title).join()));
    const replication = await overtaken("rxdb-deleted", tasks, "DELETE", "remove");
    await until(async () => shown.join().endsWith(",theirs,"), async () => shown.join());
    await replication.cancel();
  }));

test("a state that begins anew leaves what was made here, and nothing of the one before", () =>
  withTasks(async (tasks) => {
    await clientOf("rxdb-before").POST("/api/v1/tasks", { body: { title: "before" } });
    const before = replicate("rxdb-before", tasks);
    await before.awaitInSync();
    assert.equal(await titles(tasks), "before 1");
    await before.cancel();
    await tasks.insert({ id: crypto.randomUUID(), title: "mine" } as Task);
    const anew = replicate("rxdb-anew", tasks); // a cursor of another user leads nowhere
    await until(async () => (await titles(tasks)) === "mine 1", () => titles(tasks));
    await anew.cancel();
  }));

test("a feed that ends behind many deletions, while an edit is being sent, is followed anew", () =>
  withTasks(async (tasks) => {
    const user = "rxdb-erased";
    const other = clientOf(user);
    const made = await Promise.all([1, 2].map(() => other.POST("/api/v1/tasks/batch", { body: Array.from({ length: 80 }, () => ({ title: "one" })) })));
    let states = 0;
    const replication = replicate(user, tasks, async (request) => {
      const { method, url, headers } = request as Request;
      if (method === "GET" && !headers.get("Accept")?.includes("event-stream") && !url.includes("since=")) states++;
      if (method === "PATCH") while (states < 2) await sleep(10); // until it has begun anew
      return fetch(request);
    });
    await until(async () => (await tasks.count().exec()) === 160, () => titles(tasks));
    await sleep(300); // the stream is open
    await (await tasks.findOne().exec(true)).patch({ title: "mine" });
    for (const { data } of made) {
      await other.DELETE("/api/v1/tasks/batch", { params: { query: { ids: data.map(({ id }) => id) } } });
      await sleep(300); // the stream has told of it
    }
    await other.DELETE("/api/v1/me", { params: { query: { confirm: user } } });
    await until(async () => (await titles(tasks)) === "", () => titles(tasks));
    await other.POST("/api/v1/tasks", { body: { title: "new" } });
    await until(async () => (await titles(tasks)) === "new 1", () => titles(tasks));
    await replication.cancel();
  }));

test("deletions of rows that were never here do not end the pull", () =>
  withTasks(async (tasks) => {
    const [user, open] = ["rxdb-filtered", { completed: false }];
    const other = clientOf(user);
    await other.POST("/api/v1/tasks", { body: { title: "one" } });
    const before = replicate(user, tasks, fetch, open);
    await before.awaitInSync();
    await before.cancel();
    await other.POST("/api/v1/tasks/batch", { body: Array.from({ length: 100 }, () => ({ title: "done", completed: true })) });
    await other.POST("/api/v1/tasks", { body: { title: "two" } });
    const replication = replicate(user, tasks, fetch, open);
    await until(async () => (await titles(tasks)) === "one 1,two 1", () => titles(tasks));
    await other.POST("/api/v1/tasks", { body: { title: "three" } });
    await until(async () => (await titles(tasks)) === "one 1,two 1,three 1", () => titles(tasks)); // by the stream
    await replication.cancel();
  }));

test("a tab that the user looks at does not replicate beside the one that leads", (t) =>
  withTasks(async (tasks) => {
    const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
    Object.defineProperty(globalThis, "document", { value: page, configurable: true });
    t.after(() => Reflect.deleteProperty(globalThis, "document"));
    tasks.database.waitForLeadership = () => new Promise(() => undefined);
    let requests = 0;
    const replication = replicate("rxdb-tab", tasks, (request) => (requests++, fetch(request)));
    page.dispatchEvent(new Event("visibilitychange"));
    await sleep(300);
    assert.equal(requests, 0);
    await replication.cancel();
  }, true));
