// The examples of this package's README and of the project's, which run here as they stand.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { betterAuth, changes, type components, createClient, ifMatch, PreconditionFailed, Problem, pages, rows } from "@entask/client";
import { ENTASK_URL, tokenOf } from "./service.js";

type Task = components["schemas"]["Task"];

const user = "readme";
const authClient = { token: async () => ({ data: { token: tokenOf(user) }, error: null }) };
const api = createClient({ baseUrl: ENTASK_URL, token: betterAuth(authClient) });
let id: string;

before(async () => {
  id = (await api.POST("/api/v1/tasks", { body: { title: "Buy milk" } })).data.id;
});

test("each example of the two READMEs stands here", () => {
  const source = readFileSync(new URL("../test/readme.test.ts", import.meta.url), "utf8").replaceAll(/^ +/gm, "");
  const readme = ["..", "../../.."].map((folder) => readFileSync(new URL(`${folder}/README.md`, import.meta.url), "utf8")).join("\n");
  const examples = [...readme.matchAll(/^```ts\n([^]*?)^```$/gm)].map((match) => match[1] ?? "");
  assert.ok(examples.length >= 7, `${examples.length} examples`);
  for (const example of examples) {
    const lines = example.replaceAll(/^ +/gm, "");
    const imports = lines.match(/^import .*\n/gm) ?? [];
    const known = /^import \{(.*)\} from "@entask\/client"/m.exec(source)?.[1] ?? "";
    for (const name of imports.join().match(/(?<=[{,] )\w+/g) ?? []) assert.ok(known.includes(name), `${name} is not imported here`);
    const code = imports.reduce((rest, line) => rest.replace(line, ""), lines).trim();
    assert.ok(source.includes(code), `no test runs:\n${code}`);
    assert.ok(code.split("\n").length <= 10, `longer than ten lines:\n${code}`);
  }
});

test("a client", async () => {
  const api = createClient({ baseUrl: ENTASK_URL, token: betterAuth(authClient) });
  const { data: task, version } = await api.POST("/api/v1/tasks", { body: { title: "Buy milk", priority: "high" } });
  const { data: list, total, limits } = await api.GET("/api/v1/tasks", { params: { query: { completed: false, count: true } } });
  assert.ok(task.id === list[0]?.id && version === 1 && total === list.length && limits === undefined);
});

test("the project's README", async () => {
  const seen: string[] = [];
  const show = (title: string) => seen.push(title);
  const api = createClient({ baseUrl: ENTASK_URL, token: betterAuth(authClient) });
  const { data: task } = await api.POST("/api/v1/tasks", { body: { title: "Buy milk" } });
  for await (const found of rows(api, "/api/v1/tasks", { params: { query: { q: "milk" } } })) show(found.title);
  assert.ok(seen.includes(task.title));
});

test("errors", async () => {
  const form = { title: "" };
  const said: string[] = [];
  const show = (field: string, messages: string[]) => said.push(`${field} ${messages.join()}`);
  try {
    await api.POST("/api/v1/tasks", { body: form });
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 422) throw error;
    for (const [field, messages] of Object.entries(error.fields)) show(field, messages);
  }
  assert.match(said.join(), /^title /);
});

test("pages and rows", async () => {
  const seen: unknown[] = [];
  const show = (row: unknown) => seen.push(row);
  for await (const task of rows(api, "/api/v1/tasks", { params: { query: { q: "milk", sort: "due_date" } } })) {
    show(task.title); // asks for the next page when it needs one; break ends it
  }
  for await (const { data, next } of pages(api, "/api/v1/tasks", { params: { query: { limit: 50 } } })) {
    show(`${data.length} rows, ${next ? "more follow" : "the last"}`);
  }
  for await (const { title } of rows(api, "/api/v1/tasks", { params: { query: { fields: ["title"] } } })) {
    show(title); // the rows have no other field, and the type says so
  }
  const last = seen.findIndex((row) => String(row).endsWith("rows, the last"));
  assert.ok(seen.slice(0, last).includes("Buy milk") && seen.slice(last).includes("Buy milk"));
});

test("conflicts", async () => {
  const { data: shown } = await api.GET("/api/v1/tasks/{task_id}", { params: { path: { task_id: id } } });
  await api.PATCH("/api/v1/tasks/{task_id}/toggle", { params: { path: { task_id: id } } });
  const compared: Task[] = [];
  const compare = async (now: Task) => compared.push(now);
  const path = { task_id: shown.id };
  try {
    await api.PATCH("/api/v1/tasks/{task_id}", { params: { path, header: ifMatch(shown) }, body: { title: "Buy oat milk" } });
  } catch (error) {
    if (!(error instanceof PreconditionFailed)) throw error;
    const { data: now } = await api.GET("/api/v1/tasks/{task_id}", { params: { path } });
    await compare(now); // what another tab or device has made of it
  }
  assert.deepEqual(compared.map((task) => [task.title, task.completed]), [["Buy milk", true]]);
});

test("repetition", async () => {
  const draft = { title: "Once" };
  const order = "order-7";
  await api.POST("/api/v1/tasks", { body: draft }); // sent again with one key until its outcome is known
  await api.POST("/api/v1/tasks", { body: draft, params: { header: { "Idempotency-Key": order } } }); // also after a reload
  const again = await api.POST("/api/v1/tasks", { body: draft, params: { header: { "Idempotency-Key": order } } });
  assert.equal(again.replayed, true);
});

test("the change feed", async () => {
  const kept = new Map<string, Task>();
  let cursor = "";
  for await (const page of changes(api, "/api/v1/tasks/changes")) {
    if (page.anew) kept.clear();
    for (const change of page.changes) {
      if (change.op === "upsert") kept.set(change.row.id, change.row);
      else kept.delete(change.id);
    }
    cursor = page.cursor; // with the rows, in one transaction of your store
  }
  assert.ok(cursor && kept.has(id));

  const shown = new AbortController();
  let page: { changes: unknown[] } | undefined;
  const apply = (changed: { changes: unknown[] }) => {
    page = changed;
    shown.abort();
  };
  const since = { params: { query: { since: cursor } }, poll: 5000, signal: shown.signal };
  for await (const page of changes(api, "/api/v1/tasks/changes", since)) apply(page); // asks every 5 seconds
  assert.deepEqual(page?.changes, []);
  const stop = apply;
  {
    const shown = new AbortController();
    const apply = (changed: { changes: unknown[] }) => {
      stop(changed);
      shown.abort();
    };
    for await (const page of changes(api, "/api/v1/tasks/changes", { live: true, signal: shown.signal })) apply(page);
    assert.ok(page?.changes.length);
  }
});
