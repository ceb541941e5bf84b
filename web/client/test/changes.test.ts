import assert from "node:assert/strict";
import { test } from "node:test";
import { changes, type components, createClient } from "@entask/client";
import { clientOf, tokenOf, withFront } from "./service.js";

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

test("from now on comes only what changes, and anew from then on", async () => {
  const api = clientOf("from-now");
  await api.POST("/api/v1/tasks", { body: { title: "old" } });
  const stop = new AbortController();
  const heard: string[] = [];
  for await (const page of changes(api, "/api/v1/tasks/changes", { params: { query: { since: "now" } }, poll: 20, signal: stop.signal })) {
    heard.push(...(page.anew ? ["anew"] : []), ...page.changes.map((change) => (change.op === "upsert" ? change.row.title : change.op)));
    const title = ["first", "second"][heard.filter((what) => what === "anew").length - 1];
    if (page.anew) await api.POST("/api/v1/tasks", { body: { title: title ?? "more" } });
    if (heard.at(-1) === "first") await api.DELETE("/api/v1/me", { params: { query: { confirm: "from-now" } } });
    if (heard.at(-1) === "second") stop.abort();
  }
  assert.deepEqual(heard, ["anew", "first", "anew", "second"]);
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

test("who listens hears of changes as they are made, past a service that goes away, until the signal", async () => {
  const api = clientOf("listener");
  await withFront(["pass", "cut", { status: 503, headers: { "Retry-After": "0" } }], async (url, seen) => {
    const stop = new AbortController();
    const heard: string[] = [];
    let made = 0;
    const followed = createClient({ baseUrl: url, token: tokenOf("listener") });
    for await (const page of changes(followed, "/api/v1/tasks/changes", { live: true, signal: stop.signal })) {
      for (const change of page.changes) {
        if (change.op === "upsert") heard.push(change.row.title);
      }
      if (heard.length === 3) stop.abort();
      else if (heard.length === made) await api.POST("/api/v1/tasks", { body: { title: `${made++}` } });
    }
    assert.deepEqual(heard, ["0", "1", "2"]);
    assert.ok(seen.slice(1).every((request) => request.headers.accept === "text/event-stream" && request.headers["last-event-id"]));
    assert.ok(seen.length >= 3, `${seen.length} requests`);
  });
});

test("a stream whose cursor leads nowhere begins anew", async () => {
  const api = clientOf("left");
  const stop = new AbortController();
  await api.POST("/api/v1/tasks", { body: { title: "old" } });
  let begun = 0;
  for await (const page of changes(api, "/api/v1/tasks/changes", { live: true, signal: stop.signal })) {
    if (page.anew && ++begun === 2) stop.abort();
    else if (!page.more && !stop.signal.aborted) void api.DELETE("/api/v1/me", { params: { query: { confirm: "left" } } }).catch(() => undefined);
  }
  assert.equal(begun, 2);
});

test("an invalid cursor is a problem", async () => {
  const page = changes(clientOf("poller"), "/api/v1/tasks/changes", { params: { query: { since: "x" } } }).next();
  await assert.rejects(page, { status: 422 });
});
