import assert from "node:assert/strict";
import { test } from "node:test";
import { changes, type components } from "@entask/client";
import { clientOf } from "./service.js";

type Task = components["schemas"]["Task"];

/** A copy of a list, as a client keeps one. */
class Copy {
  rows = new Map<string, Task>();
  since: string | undefined;
  begun = 0;

  async follow(api: ReturnType<typeof clientOf>, limit = 100): Promise<void> {
    const query = { limit, ...(this.since !== undefined && { since: this.since }) };
    for await (const page of changes(api, "/api/v1/tasks/changes", { params: { query } })) {
      if (page.anew) this.begun++, this.rows.clear();
      for (const change of page.changes) {
        if (change.op === "upsert") this.rows.set(change.row.id, change.row);
        else this.rows.delete(change.id);
      }
      this.since = page.cursor;
    }
  }
}

test("a copy has what the list has", async () => {
  const api = clientOf("follower");
  const copy = new Copy();
  await api.POST("/api/v1/tasks/batch", { body: ["a", "b", "c", "d", "e"].map((title) => ({ title })) });
  await copy.follow(api, 2);
  assert.equal(copy.rows.size, 5);
  const [first, second] = [...copy.rows.keys()];
  await api.DELETE("/api/v1/tasks/{task_id}", { params: { path: { task_id: first ?? "" } } });
  await api.PATCH("/api/v1/tasks/{task_id}", { params: { path: { task_id: second ?? "" } }, body: { title: "changed" } });
  await copy.follow(api);
  const { data } = await api.GET("/api/v1/tasks", { params: { query: { sort: "created_at" } } });
  assert.deepEqual([...copy.rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), data);
  assert.equal(copy.begun, 1);
});

test("a cursor that leads nowhere begins anew", async () => {
  const api = clientOf("erased");
  await api.POST("/api/v1/tasks", { body: { title: "gone" } });
  const copy = new Copy();
  await copy.follow(api);
  await api.DELETE("/api/v1/me", { params: { query: { confirm: "erased" } } });
  await api.POST("/api/v1/tasks", { body: { title: "new" } });
  await copy.follow(api);
  assert.deepEqual([[...copy.rows.values()].map((task) => task.title), copy.begun], [["new"], 2]);
});

test("who polls hears of later changes, until the signal", async () => {
  const api = clientOf("poller");
  const stop = new AbortController();
  const heard: string[] = [];
  for await (const page of changes(api, "/api/v1/tasks/changes", { poll: 20, signal: stop.signal })) {
    if (page.anew) await api.POST("/api/v1/tasks", { body: { title: "later" } });
    for (const change of page.changes) {
      if (change.op === "upsert") heard.push(change.row.title);
    }
    if (heard.length) stop.abort();
  }
  assert.deepEqual(heard, ["later"]);
});

test("an invalid cursor is a problem", async () => {
  const page = changes(clientOf("poller"), "/api/v1/tasks/changes", { params: { query: { since: "x" } } }).next();
  await assert.rejects(page, { status: 422 });
});
