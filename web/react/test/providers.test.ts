// The data providers of docs/admin.md, with the service.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import type { components } from "@entask/client";
import { clientOf, ENTASK_URL } from "../../client/test/service.js";
import { dataProvider as reactAdmin } from "./react-admin.js";
import { dataProvider as refine } from "./refine.js";

type Task = components["schemas"]["Task"];

const admin = reactAdmin(clientOf("react-admin"));
const refined = refine(clientOf("refine"), ENTASK_URL);
const titles = ["a", "b", "c", "d", "e"];
const titlesOf = (rows: Task[]) => rows.map((task) => task.title);

before(async () => {
  for (const user of ["react-admin", "refine"]) {
    await clientOf(user).POST("/api/v1/tasks/batch", { body: titles.map((title) => ({ title, completed: title < "c" })) });
  }
});

test("the page shows these providers", () => {
  const page = readFileSync(new URL("../../../../../docs/admin.md", import.meta.url), "utf8");
  for (const name of ["react-admin", "refine"]) {
    const source = readFileSync(new URL(`../../../test/${name}.ts`, import.meta.url), "utf8");
    assert.ok(page.includes("```ts\n" + source + "```\n"), `docs/admin.md does not show ${name}.ts`);
  }
});

test("react-admin: lists with pages, order, filters and a total", async () => {
  const pagination = { page: 2, perPage: 2 };
  const list = await admin.getList<Task>("tasks", { pagination, sort: { field: "title", order: "DESC" }, filter: {} });
  assert.deepEqual([titlesOf(list.data), list.total], [["c", "b"], 5]);
  const open = await admin.getList<Task>("tasks", { pagination: { page: 1, perPage: 10 }, sort: { field: "id", order: "ASC" }, filter: { completed: false, q: "D" } });
  assert.deepEqual([titlesOf(open.data), open.total], [["d"], 1]);
  const referring = await admin.getManyReference<Task>("tasks", { target: "priority", id: "medium", pagination, sort: { field: "title", order: "ASC" }, filter: {} });
  assert.deepEqual([titlesOf(referring.data), referring.total], [["c", "d"], 5]);
  const many = await admin.getMany<Task>("tasks", { ids: list.data.map((task) => task.id) });
  assert.deepEqual(titlesOf(many.data).sort(), ["b", "c"]);
});

test("react-admin: a row is made, written to its version only, and deleted", async () => {
  const { data: made } = await admin.create<Task>("tasks", { data: { title: "new" } });
  const { data: written } = await admin.update<Task>("tasks", { id: made.id, data: { ...made, title: "written" }, previousData: made });
  assert.equal((await admin.getOne<Task>("tasks", { id: made.id })).data.title, "written");
  await assert.rejects(admin.update("tasks", { id: made.id, data: { title: "late" }, previousData: made }), { name: "HttpError", status: 412 });
  assert.deepEqual((await admin.delete<Task>("tasks", { id: made.id, previousData: written })).data, written);
  await assert.rejects(admin.getOne("tasks", { id: made.id }), { status: 404, message: "Resource not found" });
});

test("react-admin: many at once, and errors beside their fields", async () => {
  const ids: string[] = [];
  for (const title of ["x", "y"]) ids.push((await admin.create<Task>("tasks", { data: { title } })).data.id);
  assert.deepEqual((await admin.updateMany("tasks", { ids, data: { priority: "high" } })).data, ids);
  assert.deepEqual(new Set((await admin.getMany<Task>("tasks", { ids })).data.map((task) => task.priority)), new Set(["high"]));
  await admin.deleteMany("tasks", { ids });
  assert.deepEqual((await admin.getMany("tasks", { ids })).data, []);
  await assert.rejects(admin.create("tasks", { data: { title: "" } }), (error: { body: { errors: Record<string, string> } }) => /./.test(error.body.errors.title ?? ""));
});

test("Refine: lists with pages, order, filters and a total", async () => {
  const list = await refined.getList<Task>({ resource: "tasks", pagination: { currentPage: 2, pageSize: 2 }, sorters: [{ field: "title", order: "desc" }] });
  assert.deepEqual([titlesOf(list.data), list.total], [["c", "b"], 5]);
  const open = await refined.getList<Task>({ resource: "tasks", filters: [{ field: "completed", operator: "eq", value: false }, { field: "priority", operator: "in", value: ["low", "medium"] }], pagination: { mode: "off" } });
  assert.deepEqual(titlesOf(open.data).sort(), ["c", "d", "e"]);
  await assert.rejects(refined.getList({ resource: "tasks", filters: [{ field: "title", operator: "contains", value: "a" }] }), /no filter for .*title/);
  const many = await refined.getMany?.<Task>({ resource: "tasks", ids: list.data.map((task) => task.id) });
  assert.deepEqual(titlesOf(many?.data ?? []).sort(), ["b", "c"]);
});

test("Refine: a row is made, written to its version only, and deleted", async () => {
  const { data: made } = await refined.create<Task>({ resource: "tasks", variables: { title: "new" } });
  const meta = { version: made.version };
  await refined.update<Task>({ resource: "tasks", id: made.id, variables: { title: "written" }, meta });
  assert.equal((await refined.getOne<Task>({ resource: "tasks", id: made.id })).data.title, "written");
  await assert.rejects(refined.update({ resource: "tasks", id: made.id, variables: { title: "late" }, meta }), { statusCode: 412 });
  assert.deepEqual(await refined.deleteOne({ resource: "tasks", id: made.id }), { data: { id: made.id } });
  assert.equal(refined.getApiUrl(), `${ENTASK_URL}/api/v1`);
});

test("Refine: many at once, and errors with a message and their fields", async () => {
  const made = await refined.createMany?.<Task>({ resource: "tasks", variables: [{ title: "x" }, { title: "y" }] });
  const ids = made?.data.map((task) => task.id) ?? [];
  const written = await refined.updateMany?.<Task>({ resource: "tasks", ids, variables: { priority: "high" } });
  assert.deepEqual(written?.data.map((task) => task.priority), ["high", "high"]);
  await refined.deleteMany?.({ resource: "tasks", ids });
  await assert.rejects(refined.getOne({ resource: "tasks", id: ids[0] ?? "" }), { statusCode: 404, message: "Resource not found" });
  await assert.rejects(refined.create({ resource: "tasks", variables: { title: "" } }), (error: { message: string; errors: Record<string, string[]> }) => error.message !== "" && (error.errors.title?.length ?? 0) > 0);
});
