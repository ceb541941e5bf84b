// What queries of TanStack DB ask the list for, and what they show.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type components, createClient, type Declared, ifMatch, lists, PreconditionFailed, Problem } from "@entask/client";
import { feedCollection } from "@entask/react/db";
import { onDemand } from "@entask/react/query";
import {
  and, type Collection, type Context, createCollection, createLiveQueryCollection, eq, gt, gte, ilike, inArray, type InitialQueryBuilder, isNull, lt, lte, not, or, type QueryBuilder,
} from "@tanstack/db";
import { QueryClient } from "@tanstack/query-core";
import { queryCollectionOptions } from "@tanstack/query-db-collection";
import { clientOf, ENTASK_URL, tokenOf } from "../../client/test/service.js";

type Task = components["schemas"]["Task"];
type Query<C extends Context> = (q: InitialQueryBuilder, tasks: Collection<Task, string>) => QueryBuilder<C>;

type Fetch = (request: Request) => Promise<Response>;

const isList = ({ method, url }: Request) => method === "GET" && new URL(url).pathname === "/api/v1/tasks";

/** A client that notes what a list is asked for. */
function noting(user: string, fetch: Fetch, secret?: string) {
  const asked: string[] = [];
  const api = createClient({
    baseUrl: ENTASK_URL,
    token: tokenOf(user, secret),
    fetch: (request) => {
      const { searchParams } = new URL(request.url);
      searchParams.delete("cursor");
      if (isList(request)) asked.push(decodeURIComponent(searchParams.toString()));
      return fetch(request);
    },
  });
  return { api, asked };
}

/** Holds back the reply of the first list, once it has been read, until it is told to go on. */
function held() {
  let [go, seen] = [() => {}, () => {}];
  const [told, read] = [new Promise<void>((done) => (go = done)), new Promise<void>((done) => (seen = done))];
  const held: Fetch = async (request) => {
    const response = await fetch(request);
    if (!isList(request)) return response;
    const body = await response.arrayBuffer();
    seen();
    await told;
    return new Response(body, response);
  };
  return { fetch: held, read, go: () => go() };
}

/** Opens a collection for as long as the callback runs. */
async function withTasks(user: string, use: (of: ReturnType<typeof open>) => Promise<void>, ...how: [declared?: Record<string, Declared>, fetch?: Fetch]): Promise<void> {
  const opened = open(user, ...how);
  try {
    await use(opened);
  } finally {
    await opened.close();
  }
}

function open(user: string, declared: Record<string, Declared> = lists, through: Fetch = fetch, secret?: string) {
  const { api, asked } = noting(user, through, secret);
  const { options, follow } = onDemand(api, "/api/v1/tasks/changes", { queryClient: new QueryClient(), lists: declared });
  const tasks = createCollection(queryCollectionOptions(options));
  const all = createCollection({ ...feedCollection(api, "/api/v1/tasks/changes"), autoIndex: "off", defaultStringCollation: { stringSort: "lexical" } });
  const stop = follow(tasks);
  const open = new Set<() => Promise<unknown>>();
  /** Shows a query, and the same query of all rows. */
  const show = async <C extends Context>(query: Query<C>) => {
    asked.length = 0;
    const [here, there] = [tasks, all].map((of) => createLiveQueryCollection({ query: (q) => query(q, of as unknown as Collection<Task, string>), startSync: true }));
    const close = () => Promise.all([here?.cleanup(), there?.cleanup()]);
    open.add(close);
    const titles = (live = here) => (live?.toArray as unknown as Task[]).map(({ title }) => title);
    for (const live of [here, there]) await live?.preload();
    /** Waits until it shows these, or what the query of all rows does. */
    const same = async (want?: string[]) => {
      for (const end = Date.now() + 30_000; String(titles()) !== String(want ?? titles(there)) && Date.now() < end; ) await new Promise((done) => setTimeout(done, 10));
      assert.deepEqual(titles(), want ?? titles(there));
    };
    const window = (offset: number, limit: number) => Promise.all([here, there].map((live) => live?.utils.setWindow({ offset, limit })));
    return { titles, same, window, close };
  };
  const close = async () => {
    for (const live of open) await live();
    stop();
    await Promise.all([tasks.cleanup(), all.cleanup()]);
  };
  return { api, asked, tasks, all, show, close };
}

const day = (number: number) => `2026-03-${String(number).padStart(2, "0")}T12:00:00.000000Z`;

test("a query asks for what the list can filter, and shows what it would show of all rows", async () => {
  await withTasks("query-filters", async ({ api, asked, show }) => {
    const priorities = ["low", "medium", "high"] as const;
    const body = Array.from({ length: 60 }, (_, i) => ({ title: `task ${i}`, completed: i % 4 === 0, priority: priorities[i % 3] ?? "low", due_date: i % 5 === 0 ? null : day((i % 20) + 1) }));
    const { data } = await api.POST("/api/v1/tasks/batch", { body });
    const ids = data.slice(0, 3).map(({ id }) => id);
    const cases: [string, Query<Context>, string][] = [
      ["equal", (q, t) => q.from({ t }).where(({ t }) => eq(t.completed, true)), "completed=true&limit=100"],
      ["one of", (q, t) => q.from({ t }).where(({ t }) => inArray(t.priority, ["low", "high"])), "priority=low&priority=high&limit=100"],
      ["equal, where there is only one of", (q, t) => q.from({ t }).where(({ t }) => eq(t.priority, "low")), "priority=low&limit=100"],
      ["ids", (q, t) => q.from({ t }).where(({ t }) => inArray(t.id, ids)), `${ids.map((id) => `id=${id}`).join("&")}&limit=100`],
      ["before", (q, t) => q.from({ t }).where(({ t }) => lt(t.due_date, day(5))), `due_before=${day(5)}&limit=100`],
      ["before or at", (q, t) => q.from({ t }).where(({ t }) => lte(t.due_date, day(5))), "due_before=2026-03-05T12:01:00.000Z&limit=100"],
      ["from", (q, t) => q.from({ t }).where(({ t }) => gte(t.due_date, day(5))), `due_after=${day(5)}&limit=100`],
      ["after", (q, t) => q.from({ t }).where(({ t }) => gt(t.due_date, day(5))), `due_after=${day(5)}&limit=100`],
      ["at", (q, t) => q.from({ t }).where(({ t }) => eq(t.due_date, day(5))), `due_after=${day(5)}&due_before=2026-03-05T12:01:00.000Z&limit=100`],
      ["in another form, which is compared as a text", (q, t) => q.from({ t }).where(({ t }) => lt(t.due_date, "2026-03-05T12:00:00Z")), "due_before=2026-03-05T12:01:00.000Z&limit=100"],
      ["as a day", (q, t) => q.from({ t }).where(({ t }) => gte(t.due_date, "2026-03-05")), "due_after=2026-03-04T23:59:00.000Z&limit=100"],
      ["several", (q, t) => q.from({ t }).where(({ t }) => and(eq(t.completed, false), eq(t.priority, "high"), lt(t.due_date, day(9)))), `completed=false&priority=high&due_before=${day(9)}&limit=100`],
      ["one of which the list does not know", (q, t) => q.from({ t }).where(({ t }) => eq(t.completed, false)).where(({ t }) => ilike(t.title, "%1%")), "completed=false&limit=100"],
      ["what the list cannot", (q, t) => q.from({ t }).where(({ t }) => or(eq(t.completed, true), eq(t.priority, "low"))), "limit=100"],
      ["a negation", (q, t) => q.from({ t }).where(({ t }) => not(eq(t.completed, true))), "limit=100"],
      ["nothing", (q, t) => q.from({ t }).where(({ t }) => isNull(t.due_date)), "limit=100"],
      ["a value that it would refuse", (q, t) => q.from({ t }).where(({ t }) => eq(t.id, "no id")), "limit=100"],
      ["an order that it has", (q, t) => q.from({ t }).orderBy(({ t }) => t.due_date, { direction: "desc", nulls: "first" }).orderBy(({ t }) => t.title), "limit=100"],
    ];
    for (const [name, query, want] of cases) {
      const shown = await show(query);
      assert.deepEqual(asked, [want], name);
      await shown.same();
      assert.ok(name === "a value that it would refuse" || shown.titles().length > 0, name);
      await shown.close();
    }
  });
});

test("a window asks for as many rows as it shows, in an order that the list has, and goes on from there", async () => {
  await withTasks("query-window", async ({ api, asked, show }) => {
    const made: Task[] = [];
    for (let i = 0; i < 40; i++) made.push((await api.POST("/api/v1/tasks", { body: { title: `${i}` } })).data);
    const path = (number: number) => ({ params: { path: { task_id: made[number]?.id ?? "" } } });
    const counts = () => asked.splice(0).map((query) => query.replace("sort=-created_at&limit=", ""));
    const shown = await show((q, t) => q.from({ t }).orderBy(({ t }) => t.created_at, "desc").limit(5));
    await shown.same(["39", "38", "37", "36", "35"]);
    assert.deepEqual(counts(), ["6", "6"]); // the window, and what is equal to its last row
    for (const [offset, want] of [[5, ["34", "33", "32", "31", "30"]], [10, ["29", "28", "27", "26", "25"]], [15, ["24", "23", "22", "21", "20"]]] as const) {
      await shown.window(offset, 5);
      await shown.same([...want]);
      assert.deepEqual(counts(), ["11", "11"]);
    }
    // What is beyond the window comes into it only in its place.
    await api.PATCH("/api/v1/tasks/{task_id}", { ...path(3), body: { title: "far away" } });
    await api.DELETE("/api/v1/tasks/{task_id}", path(22));
    await shown.same(["24", "23", "21", "20", "19"]);
    await api.POST("/api/v1/tasks", { body: { title: "new" } });
    await shown.same(["25", "24", "23", "21", "20"]);
    for (const gone of [25, 24, 23, 21, 20]) await api.DELETE("/api/v1/tasks/{task_id}", path(gone));
    await shown.same(["19", "18", "17", "16", "15"]);
    await shown.close();
  });
});

test("where the list has not the order of a window, or not its filter, as much is loaded as it needs", async () => {
  await withTasks("query-limits", async ({ api, asked, tasks, show }) => {
    const body = Array.from({ length: 50 }, (_, i) => ({ title: `${(i * 7) % 50}`, completed: i < 48, due_date: i % 2 ? null : day((i % 20) + 1) }));
    await api.POST("/api/v1/tasks/batch", { body });
    const cases: [string, Query<Context>, string[]][] = [
      ["an order of text, which is the database's", (q, t) => q.from({ t }).orderBy(({ t }) => t.title).limit(3), ["limit=100"]],
      ["nothing at the other end", (q, t) => q.from({ t }).orderBy(({ t }) => t.due_date, { direction: "asc", nulls: "first" }).limit(3), ["limit=100"]],
      ["nothing at the same end", (q, t) => q.from({ t }).orderBy(({ t }) => t.due_date, { direction: "asc", nulls: "last" }).limit(3), ["sort=due_date&limit=4"]],
      ["a filter that the list lacks", (q, t) => q.from({ t }).where(({ t }) => ilike(t.title, "%4")).orderBy(({ t }) => t.created_at).orderBy(({ t }) => t.title).limit(3), ["sort=created_at&limit=4"]],
      ["a filter that the list has", (q, t) => q.from({ t }).where(({ t }) => eq(t.completed, false)).orderBy(({ t }) => t.updated_at, "desc").orderBy(({ t }) => t.title).limit(1), ["completed=false&sort=-updated_at&limit=2"]],
    ];
    for (const [name, query, want] of cases) {
      const shown = await show(query);
      assert.deepEqual(asked.slice(0, want.length), want, name);
      await shown.same();
      assert.ok(shown.titles().length > 0, name);
      assert.ok(!name.endsWith("lacks") || tasks.toArray.every(({ title }) => title.endsWith("4")), name);
      await shown.close();
    }
  });
});

test("what is long is read page by page, and many ids in parts", async () => {
  await withTasks("query-pages", async ({ api, asked, show }) => {
    const ids: string[] = [];
    for (let part = 0; part < 3; part++) ids.push(...(await api.POST("/api/v1/tasks/batch", { body: Array.from({ length: 90 }, (_, i) => ({ title: `${part} ${i}` })) })).data.map(({ id }) => id));
    const all = await show((q, t) => q.from({ t }).orderBy(({ t }) => t.title));
    assert.deepEqual([all.titles().length, asked], [270, ["limit=100", "limit=400"]]);
    await all.close();
    const some = await show((q, t) => q.from({ t }).where(({ t }) => inArray(t.id, ids.slice(10, 160))));
    assert.deepEqual([some.titles().length, asked.map((query) => query.split("id=").length - 1)], [150, [100, 50]]);
    await some.close();
  });
});

test("what changes comes to the queries that it belongs to, and nothing else is kept", async () => {
  await withTasks("query-live", async ({ api, tasks, show }) => {
    const make = async (title: string, completed = false) => (await api.POST("/api/v1/tasks", { body: { title, completed } })).data.id;
    const change = (id: string, body: { title?: string; completed?: boolean }) => api.PATCH("/api/v1/tasks/{task_id}", { params: { path: { task_id: id } }, body });
    const [one, done] = [await make("one"), await make("done", true)];
    const shown = await show((q, t) => q.from({ t }).where(({ t }) => eq(t.completed, false)).orderBy(({ t }) => t.title));
    await shown.same(["one"]);
    await make("also done", true);
    await change(one, { title: "uno" });
    await shown.same(["uno"]);
    assert.deepEqual([...tasks.keys()], [one]);
    await change(done, { completed: false });
    await shown.same(["done", "uno"]);
    await change(one, { completed: true });
    await shown.same(["done"]);
    assert.deepEqual([...tasks.keys()], [done]);
    await change(one, { completed: false });
    await shown.same(["done", "uno"]);
    await api.DELETE("/api/v1/tasks/{task_id}", { params: { path: { task_id: one } } });
    await shown.same(["done"]);
    await api.POST("/api/v1/tasks/{task_id}/restore", { params: { path: { task_id: one } } });
    await shown.same(["done", "uno"]);
    await shown.close();
  });
});

test("what changes while a query is loaded is not shown as it was", async () => {
  const front = held();
  await withTasks("query-race", async ({ tasks, show }) => {
    const api = clientOf("query-race");
    const { data } = await api.POST("/api/v1/tasks/batch", { body: ["changed", "deleted", "left", "same"].map((title) => ({ title })) });
    const path = (number: number) => ({ params: { path: { task_id: data[number]?.id ?? "" } } });
    const loads = show((q, t) => q.from({ t }).where(({ t }) => eq(t.completed, false)).orderBy(({ t }) => t.title));
    await front.read;
    await api.PATCH("/api/v1/tasks/{task_id}", { ...path(0), body: { title: "changed since" } });
    await api.DELETE("/api/v1/tasks/{task_id}", path(1));
    await api.PATCH("/api/v1/tasks/{task_id}", { ...path(2), body: { completed: true } });
    await api.POST("/api/v1/tasks", { body: { title: "new" } });
    while (!tasks.toArray.some(({ title }) => title === "new")) await new Promise((done) => setTimeout(done, 10)); // the feed has told of it all
    front.go();
    await (await loads).same(["changed since", "new", "same"]);
    assert.equal(tasks.size, 3);
  }, lists, front.fetch);
});

test("after 410 everything is loaded again, and what is gone is gone", async () => {
  await withTasks("query-gone", async ({ api, tasks, show }) => {
    await api.POST("/api/v1/tasks", { body: { title: "gone" } });
    const shown = await show((q, t) => q.from({ t }).orderBy(({ t }) => t.created_at, "desc").limit(5));
    await api.POST("/api/v1/tasks", { body: { title: "gone too" } });
    await shown.same(["gone too", "gone"]);
    await api.DELETE("/api/v1/me", { params: { query: { confirm: "query-gone" } } });
    await api.POST("/api/v1/tasks", { body: { title: "new" } });
    await shown.same(["new"]);
    assert.equal(tasks.size, 1);
    await shown.close();
  });
});

test("where the service refuses, the query says why, and so does an edit", async () => {
  const { tasks, show, close } = open("query-refused", lists, fetch, "another-secret-of-thirty-two-bytes-or-more");
  await assert.rejects(tasks.preload().then(() => show((q, t) => q.from({ t }))), (error) => error instanceof Problem && error.status === 401);
  await close();
  await withTasks("query-edits", async ({ api, tasks, show }) => {
    const shown = await show((q, t) => q.from({ t }).orderBy(({ t }) => t.title));
    const id = crypto.randomUUID();
    await tasks.insert({ id, title: "one" } as Task).when("settled");
    assert.deepEqual(shown.titles(), ["one"]);
    await api.PATCH("/api/v1/tasks/{task_id}", { params: { path: { task_id: id }, header: ifMatch(1) }, body: { title: "theirs" } });
    const mine = tasks.update(id, (task) => void (task.title = "mine"));
    await assert.rejects(mine.when("settled"), PreconditionFailed);
    await shown.same(["theirs"]);
    await tasks.update(id, (task) => void (task.title = "after all")).when("settled");
    await tasks.delete(id).when("settled");
    assert.deepEqual(shown.titles(), []);
    await shown.close();
  });
});

test("every kind of filter is asked for, and no value that the list would refuse", async () => {
  const declared: Declared = {
    filters: {
      due_date: {
        is_null: { name: "undated", type: "boolean" }, at_most: { name: "until", type: "string", format: "date-time" }, greater: { name: "after", type: "string", format: "date-time" },
      },
      title: { equal: { name: "title", type: "string", minLength: 2, maxLength: 3 } },
      description: { equal: { name: "like", type: "string", pattern: "^a" } },
      version: { less: { name: "below", type: "integer", minimum: 0 }, at_least: { name: "from", type: "integer", maximum: 9 } },
    },
    orders: {},
  };
  const empty: Fetch = (request) => (isList(request) ? Promise.resolve(Response.json([])) : fetch(request));
  await withTasks("query-kinds", async ({ asked, show }) => {
    const cases: [Query<Context>, string][] = [
      [(q, t) => q.from({ t }).where(({ t }) => isNull(t.due_date)), "undated=true&limit=100"],
      [(q, t) => q.from({ t }).where(({ t }) => not(isNull(t.due_date))), "undated=false&limit=100"],
      [(q, t) => q.from({ t }).where(({ t }) => lt(t.due_date, day(5))), `until=${day(5)}&limit=100`],
      [(q, t) => q.from({ t }).where(({ t }) => lte(t.due_date, day(5))), `until=${day(5)}&limit=100`],
      [(q, t) => q.from({ t }).where(({ t }) => gt(t.due_date, day(5))), `after=${day(5)}&limit=100`],
      [(q, t) => q.from({ t }).where(({ t }) => gt(t.due_date, "2026-03-05T12:00:00+02:00")), "limit=100"],
      [(q, t) => q.from({ t }).where(({ t }) => gte(t.due_date, day(5))), "limit=100"],
      [(q, t) => q.from({ t }).where(({ t }) => eq(t.title, "ab")), "title=ab&limit=100"],
      [(q, t) => q.from({ t }).where(({ t }) => eq(t.title, "a")), "limit=100"],
      [(q, t) => q.from({ t }).where(({ t }) => eq(t.title, "abcd")), "limit=100"],
      [(q, t) => q.from({ t }).where(({ t }) => eq(t.title, "a\0")), "limit=100"],
      [(q, t) => q.from({ t }).where(({ t }) => eq(t.description, "ab")), "limit=100"],
      [(q, t) => q.from({ t }).where(({ t }) => lte(t.version, 3)), "below=4&limit=100"],
      [(q, t) => q.from({ t }).where(({ t }) => gt(t.version, 3)), "from=3&limit=100"],
      [(q, t) => q.from({ t }).where(({ t }) => gte(t.version, 10)), "limit=100"],
      [(q, t) => q.from({ t }).where(({ t }) => gte(t.version, 1.5)), "limit=100"],
      [(q, t) => q.from({ t }).where(({ t }) => lt(t.version, 3)).where(({ t }) => lt(t.version, 2)), "below=3&limit=100"],
    ];
    for (const [query, want] of cases) {
      const shown = await show(query);
      assert.deepEqual(asked, [want]);
      await shown.close();
    }
  }, { "/api/v1/tasks": declared }, empty);
});

test("a row that two queries show stays with one when the other ends, and ends with both", async () => {
  await withTasks("query-ends", async ({ api, tasks, show }) => {
    const all = await show((q, t) => q.from({ t }).where(({ t }) => eq(t.completed, false)).orderBy(({ t }) => t.title));
    await api.POST("/api/v1/tasks", { body: { title: "one" } });
    await all.same(["one"]);
    const window = await show((q, t) => q.from({ t }).orderBy(({ t }) => t.created_at, "desc").limit(2));
    assert.deepEqual(window.titles(), ["one"]);
    await window.close();
    for (const end = Date.now() + 300; Date.now() < end; await new Promise((done) => setTimeout(done, 10))) assert.equal(tasks.size, 1);
    await all.same(["one"]);
    await all.close();
    for (const end = Date.now() + 10_000; tasks.size > 0 && Date.now() < end; ) await new Promise((done) => setTimeout(done, 10));
    assert.equal(tasks.size, 0);
  });
});

/** What the compiler must accept and refuse. Nothing here runs. */
export function types(api: ReturnType<typeof clientOf>, queryClient: QueryClient): void {
  const { options } = onDemand(api, "/api/v1/tasks/changes", { queryClient, query: { completed: false }, readOnly: ["due_date"] });
  const tasks = createCollection(queryCollectionOptions({ ...options, id: "tasks" }));
  const title: string | undefined = tasks.get("")?.title;
  // @ts-expect-error no such field
  tasks.get(title ?? "")?.titel;
  // @ts-expect-error not a feed
  onDemand(api, "/api/v1/tasks", { queryClient });
  // @ts-expect-error no such filter
  onDemand(api, "/api/v1/tasks/changes", { queryClient, query: { colour: "red" } });
  // @ts-expect-error no such field
  onDemand(api, "/api/v1/tasks/changes", { queryClient, readOnly: ["colour"] });
}
