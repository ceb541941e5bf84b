import assert from "node:assert/strict";
import { test } from "node:test";
import { ifMatch, PreconditionFailed, Problem } from "@entask/client";
import { clientOf } from "./service.js";

const api = clientOf("versions");

test("a write of an old version is refused, and says so by its type", async () => {
  const made = await api.POST("/api/v1/tasks", { body: { title: "one" } });
  assert.equal(made.version, 1);
  const path = { task_id: made.data.id };
  const written = await api.PATCH("/api/v1/tasks/{task_id}", { params: { path, header: ifMatch(made) }, body: { title: "two" } });
  assert.equal(written.version, 2);
  const late = api.PATCH("/api/v1/tasks/{task_id}", { params: { path, header: ifMatch(made.data) }, body: { title: "three" } });
  await assert.rejects(late, (error) => error instanceof PreconditionFailed && error instanceof Problem && error.status === 412 && !error.repeated);
  const { data } = await api.DELETE("/api/v1/tasks/{task_id}", { params: { path, header: ifMatch(written.version ?? 0) } });
  assert.equal(data, undefined);
  assert.throws(() => ifMatch({}), TypeError);
});

test("what has not changed is a problem of status 304, to whoever asks", async () => {
  const made = await api.POST("/api/v1/tasks", { body: { title: "same" } });
  const again = api.GET("/api/v1/tasks/{task_id}", { params: { path: { task_id: made.data.id }, header: { "If-None-Match": made.etag ?? "" } } });
  await assert.rejects(again, { status: 304, detail: "Not modified" });
});
