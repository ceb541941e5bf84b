import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, ifMatch, PreconditionFailed, Problem } from "@entask/client";
import type { paths as bulk } from "./bulk/schema.js";
import { exceptions } from "./bulk/exceptions.js";
import { clientOf, tokenOf, withFront } from "./service.js";

const token = tokenOf("retries");

test("a create whose answer is lost is sent again with its key, and done once", () =>
  withFront(["lose"], async (baseUrl, seen) => {
    const made = await createClient({ baseUrl, token }).POST("/api/v1/tasks", { body: { title: "once" } });
    assert.equal(made.replayed, true);
    assert.equal(seen.length, 2);
    assert.ok(seen[0]?.headers["idempotency-key"]);
    assert.equal(seen[0].headers["idempotency-key"], seen[1]?.headers["idempotency-key"]);
    const { data } = await clientOf("retries").GET("/api/v1/tasks", { params: { query: { q: "once" } } });
    assert.equal(data.length, 1);
  }));

test("a toggle whose answer is lost flips once", () =>
  withFront(["pass", "lose"], async (baseUrl) => {
    const api = createClient({ baseUrl, token });
    const { data } = await api.POST("/api/v1/tasks", { body: { title: "flip" } });
    const flipped = await api.PATCH("/api/v1/tasks/{task_id}/toggle", { params: { path: { task_id: data.id } } });
    assert.deepEqual([flipped.data.completed, flipped.version], [true, 2]);
  }));

test("a 412 after a lost answer says that it may be our own", () =>
  withFront(["pass", "lose"], async (baseUrl) => {
    const api = createClient({ baseUrl, token });
    const made = await api.POST("/api/v1/tasks", { body: { title: "mine" } });
    const params = { path: { task_id: made.data.id }, header: ifMatch(made) };
    await assert.rejects(api.PATCH("/api/v1/tasks/{task_id}", { params, body: { title: "done" } }), (error) => error instanceof PreconditionFailed && error.repeated);
  }));

test("Retry-After is waited for", () =>
  withFront([{ status: 429, headers: { "Retry-After": "1" } }, { status: 503, headers: { "Retry-After": new Date(Date.now() - 1000).toUTCString() } }], async (baseUrl, seen) => {
    const began = performance.now();
    await createClient({ baseUrl, token }).GET("/api/v1/tasks");
    assert.ok(performance.now() - began >= 990);
    assert.equal(seen.length, 3);
  }));

test("a longer Retry-After than one waits for is an error at once", () =>
  withFront([{ status: 429, headers: { "Retry-After": "3600" } }], async (baseUrl, seen) => {
    await assert.rejects(createClient({ baseUrl, token }).GET("/api/v1/tasks"), { status: 429 });
    assert.equal(seen.length, 1);
  }));

test("without retries there is no key, and nothing is sent twice", () =>
  withFront([{ status: 502 }, "lose"], async (baseUrl, seen) => {
    const api = createClient({ baseUrl, token, retries: 0 });
    await assert.rejects(api.POST("/api/v1/tasks", { body: { title: "never" } }), { status: 502 });
    await assert.rejects(api.POST("/api/v1/tasks", { body: { title: "lost" } }), TypeError);
    assert.deepEqual(seen.map((request) => request.headers["idempotency-key"]), [undefined, undefined]);
  }));

test("what takes no key is sent once, unless nothing was done", () =>
  withFront([{ status: 429, headers: { "Retry-After": "0" } }, { status: 502 }], async (baseUrl, seen) => {
    const api = createClient<bulk>({ baseUrl, token, exceptions });
    await assert.rejects(api.POST("/api/label-suggestions", { body: { text: "" } }), { status: 502 });
    assert.deepEqual(seen.map((request) => request.headers["idempotency-key"]), [undefined, undefined]);
  }));

test("a key of one's own is kept, and attempts end", () =>
  withFront([{ status: 502 }, { status: 502 }, { status: 502 }], async (baseUrl, seen) => {
    const init = { params: { header: { "Idempotency-Key": "mine" } }, body: { title: "kept" }, retries: 1 };
    await assert.rejects(createClient({ baseUrl, token }).POST("/api/v1/tasks", init), { status: 502, repeated: true });
    assert.deepEqual(seen.map((request) => request.headers["idempotency-key"]), ["mine", "mine"]);
  }));

test("whoever aborts while it waits gets the reason", () =>
  withFront([{ status: 503, headers: { "Retry-After": "50" } }], async (baseUrl) => {
    const stop = new AbortController();
    const api = createClient({ baseUrl, token, fetch: (request) => fetch(request).finally(() => setTimeout(() => stop.abort("enough"), 50)) });
    await assert.rejects(api.GET("/api/v1/tasks", { signal: stop.signal }), (error) => error === "enough");
  }));

test("the service's own limit is kept to, and read", async () => {
  const api = clientOf("spender");
  const dear = { params: { query: { limit: 1000 } } };
  let seen = (await api.GET("/api/v1/tasks", dear)).limits;
  for (let i = 0; i < 20 && seen === undefined; i++) seen = (await api.GET("/api/v1/tasks", dear)).limits;
  assert.ok(seen && seen.limit > 0 && seen.remaining < seen.limit / 2 && seen.reset >= 0, JSON.stringify(seen));
  let refused: unknown;
  while (refused === undefined) refused = await api.GET("/api/v1/tasks", { ...dear, retries: 0 }).then(() => undefined, (error: unknown) => error);
  assert.ok(refused instanceof Problem && refused.status === 429);
  await api.GET("/api/v1/tasks", dear);
});
