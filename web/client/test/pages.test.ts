import assert from "node:assert/strict";
import { before, test } from "node:test";
import { pages, rows } from "@entask/client";
import { clientOf } from "./service.js";

const api = clientOf("pages");
const titles = Array.from({ length: 7 }, (_, i) => `task ${i}`);

before(async () => {
  await api.POST("/api/v1/tasks/batch", { body: titles.map((title) => ({ title })) });
});

test("a page has its cursor and its total as values", async () => {
  const first = await api.GET("/api/v1/tasks", { params: { query: { limit: 3, count: true, sort: "title" } } });
  assert.equal(first.total, 7);
  assert.ok(first.next);
  const second = await api.GET("/api/v1/tasks", { params: { query: { limit: 3, sort: "title", cursor: first.next } } });
  assert.deepEqual(second.data.map((task) => task.title), titles.slice(3, 6));
  assert.equal(second.total, undefined);
});

test("pages are asked for one by one, and end", async () => {
  const lengths: number[] = [];
  for await (const page of pages(api, "/api/v1/tasks", { params: { query: { limit: 3 } } })) lengths.push(page.data.length);
  assert.deepEqual(lengths, [3, 3, 1]);
});

test("rows come in order, also after an offset", async () => {
  const found: string[] = [];
  for await (const task of rows(api, "/api/v1/tasks", { params: { query: { sort: "title", limit: 2, offset: 1 } } })) found.push(task.title);
  assert.deepEqual(found, titles.slice(1));
});

test("rows have the fields that are asked for, on every page", async () => {
  const found: object[] = [];
  for await (const task of rows(api, "/api/v1/tasks", { params: { query: { fields: ["title", "version"], sort: "title", limit: 3 } } })) found.push(task);
  assert.deepEqual(found, titles.map((title) => ({ title, version: 1 })));
});

test("whoever stops asks no further", async () => {
  for await (const task of rows(api, "/api/v1/tasks", { params: { query: { sort: "title", limit: 1 } } })) {
    if (task.title === "task 2") return;
  }
  assert.fail("task 2 did not come");
});

test("a part of one's own data is text, and leads on", async () => {
  const part = await api.GET("/api/v1/me/export", { params: { query: { limit: 2 } } });
  const lines = part.data.trim().split("\n").map((line): unknown => JSON.parse(line));
  assert.ok(lines.length >= 2);
  assert.ok(part.next);
});
