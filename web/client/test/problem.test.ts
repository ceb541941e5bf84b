import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, Problem } from "@entask/client";
import { clientOf, ENTASK_URL, withFront } from "./service.js";

test("broken rules are errors of fields", async () => {
  const made = clientOf("ann").POST("/api/v1/tasks", { body: { title: "", description: "x".repeat(10_001) } });
  await assert.rejects(made, (error) => {
    assert.ok(error instanceof Problem);
    assert.equal(error.status, 422);
    assert.deepEqual(Object.keys(error.fields).sort(), ["description", "title"]);
    assert.match(error.fields.description?.[0] ?? "", /at most 10,?000 characters/);
    assert.equal(error.message, error.detail);
    assert.ok(error.requestId && error.errors.length >= 2);
    return true;
  });
});

test("the fields of a batch have their place", async () => {
  const made = clientOf("ann").POST("/api/v1/tasks/batch", { body: [{ title: "good" }, { title: "" }] });
  await assert.rejects(made, (error) => error instanceof Problem && "1.title" in error.fields);
});

test("without a token", async () => {
  await assert.rejects(createClient({ baseUrl: ENTASK_URL }).GET("/api/v1/tasks"), { name: "Problem", status: 401, detail: "Not authenticated" });
});

test("an answer that is no problem document is a problem all the same", () =>
  withFront([{ status: 418 }], async (baseUrl) => {
    await assert.rejects(createClient({ baseUrl }).GET("/api/v1/tasks"), { name: "Problem", status: 418, errors: [], type: "about:blank" });
  }));

test("a request that is aborted is no problem", async () => {
  await assert.rejects(clientOf("ann").GET("/api/v1/tasks", { signal: AbortSignal.abort() }), { name: "AbortError" });
});
