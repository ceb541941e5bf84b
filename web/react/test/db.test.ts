import assert from "node:assert/strict";
import { test } from "node:test";
import { type components, createClient, ifMatch, PreconditionFailed, Problem } from "@entask/client";
import { feedCollection } from "@entask/react/db";
import { createCollection } from "@tanstack/db";
import { clientOf, ENTASK_URL, tokenOf } from "../../client/test/service.js";

type Task = components["schemas"]["Task"];

/** Makes a client whose writes fail before they are sent while it is away, or lose their replies. */
function unreliable(user: string) {
  const network: { is: "there" | "away" | "losing"; writes: number } = { is: "there", writes: 0 };
  const api = createClient({
    baseUrl: ENTASK_URL,
    token: tokenOf(user),
    retries: 0,
    fetch: async (request) => {
      if (request.method === "GET") return fetch(request);
      if (network.is === "away") throw new TypeError("away");
      network.writes++;
      const response = await fetch(request);
      if (network.is !== "losing") return response;
      network.is = "there";
      await response.arrayBuffer();
      throw new TypeError("lost");
    },
  });
  return { api, network };
}

async function withTasks(api: ReturnType<typeof clientOf>, query: object, use: (tasks: ReturnType<typeof open>) => Promise<void>): Promise<void> {
  const tasks = open(api, query);
  await tasks.preload();
  try {
    await use(tasks);
  } finally {
    await tasks.cleanup();
  }
}

const open = (api: ReturnType<typeof clientOf>, query: object) => createCollection(feedCollection(api, "/api/v1/tasks/changes", { query }));

const newTask = (title: string) => ({ id: crypto.randomUUID(), title }) as Task;

test("a write whose reply is lost is done once, and is no conflict", async () => {
  const { api, network } = unreliable("db-lost");
  await withTasks(api, {}, async (tasks) => {
    const task = newTask("one");
    network.is = "losing";
    await tasks.insert(task).when("settled");
    network.is = "losing";
    const first = tasks.update(task.id, (draft) => void (draft.title = "two"));
    await tasks.update(task.id, (draft) => void (draft.completed = true)).when("settled");
    await first.when("settled");
    const { version, title, completed } = tasks.get(task.id) ?? assert.fail();
    assert.deepEqual({ version, title, completed, writes: network.writes }, { version: 3, title: "two", completed: true, writes: 5 });
    network.is = "losing";
    await tasks.delete(task.id).when("settled");
    assert.equal(tasks.size, 0);
  });
});

test("a row that another device has created and changed meanwhile is no second one", async () => {
  const { api, network } = unreliable("db-created");
  await withTasks(api, {}, async (tasks) => {
    const task = newTask("one");
    network.is = "losing";
    const insert = tasks.insert(task);
    const edit = tasks.update(task.id, (draft) => void (draft.title = "mine"));
    while (network.is === "losing") await new Promise((done) => setTimeout(done, 10));
    await clientOf("db-created").PATCH("/api/v1/tasks/{task_id}", { params: { path: { task_id: task.id }, header: ifMatch(1) }, body: { title: "theirs" } });
    await insert.when("settled");
    await assert.rejects(edit.when("settled"), PreconditionFailed);
    assert.equal(tasks.get(task.id)?.title, "theirs");
  });
});

test("edits wait for the network, and those that are taken back are not sent", async () => {
  const { api, network } = unreliable("db-away");
  await withTasks(api, {}, async (tasks) => {
    network.is = "away";
    const edits = ["tried", "kept", "not tried"].map((title) => tasks.insert(newTask(title)));
    assert.equal(tasks.size, 3);
    for (const edit of [edits[0], edits[2]]) {
      edit?.when("settled").catch(() => undefined);
      edit?.rollback();
    }
    assert.equal(tasks.size, 1);
    network.is = "there";
    await edits[1]?.when("settled");
    assert.deepEqual([network.writes, tasks.toArray.map(({ title }) => title)], [1, ["kept"]]);
  });
});

test("a transaction is refused as a whole, and the feed shows what was written of it", async () => {
  await withTasks(clientOf("db-rows"), {}, async (tasks) => {
    const [one, two] = [newTask("one"), newTask("two")];
    await tasks.insert([one, two]).when("settled");
    const edit = tasks.update([one.id, two.id], ([first, second]) => {
      if (first) first.title = "uno";
      if (second) second.title = "";
    });
    await assert.rejects(edit.when("settled"), (error) => error instanceof Problem && error.status === 422 && "title" in error.fields);
    while (tasks.get(one.id)?.title !== "uno") await new Promise((done) => setTimeout(done, 10));
    assert.equal(tasks.get(two.id)?.title, "two");
  });
});

test("filters narrow the feed, and a row that leaves them leaves the collection", async () => {
  await withTasks(clientOf("db-filter"), { completed: false }, async (tasks) => {
    const task = newTask("one");
    await tasks.insert(task).when("settled");
    await tasks.update(task.id, (draft) => void (draft.completed = true)).when("settled");
    assert.equal(tasks.size, 0);
  });
});

test("a feed that is refused is an error of the collection", async () => {
  const tasks = open(createClient({ baseUrl: ENTASK_URL, token: tokenOf("db-refused", "another-secret-of-thirty-two-bytes-or-more") }), {});
  await assert.rejects(tasks.preload(), (error) => error instanceof Problem && error.status === 401);
  assert.equal(tasks.status, "error");
  await tasks.cleanup();
});
