import assert from "node:assert/strict";
import { before, test } from "node:test";
import { listOptions, readOptions, useList } from "@entask/react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { createClient } from "@entask/client";
import { clientOf, ENTASK_URL, tokenOf } from "../../client/test/service.js";
import { withHook } from "./page.js";

const titles = Array.from({ length: 7 }, (_, i) => `task ${i}`);

before(async () => {
  await clientOf("lists").POST("/api/v1/tasks/batch", { body: titles.map((title) => ({ title })) });
});

test("useInfiniteQuery goes on by the cursor", async () => {
  const asked: string[] = [];
  const seen = (request: Request) => {
    const { searchParams } = new URL(request.url);
    asked.push([...searchParams.keys()].sort().join());
    return fetch(request);
  };
  const api = createClient({ baseUrl: ENTASK_URL, token: tokenOf("lists"), fetch: seen });
  const hook = () => useInfiniteQuery(listOptions(api, "/api/v1/tasks", { params: { query: { limit: 3, sort: "title", count: true } } }));
  await withHook(hook, async (list, until) => {
    await until(() => list().isSuccess);
    assert.deepEqual([list().data?.pages[0]?.total, list().hasNextPage], [7, true]);
    for (const had of [1, 2]) {
      void list().fetchNextPage();
      await until(() => list().data?.pages.length === had + 1 && !list().isFetching);
    }
    assert.equal(list().hasNextPage, false);
    assert.deepEqual(list().data?.pages.map((page) => page.rows.map((task) => task.title)), [titles.slice(0, 3), titles.slice(3, 6), titles.slice(6)]);
  });
  assert.deepEqual(asked, ["count,limit,sort", "count,cursor,limit,sort", "count,cursor,limit,sort"]);
});

test("useList has the rows of all pages", () =>
  withHook(() => useList(clientOf("lists"), "/api/v1/tasks", { params: { query: { limit: 4, sort: "title" } } }), async (list, until) => {
    await until(() => list().isSuccess);
    void list().fetchNextPage();
    await until(() => list().data?.length === 7);
    assert.deepEqual(list().data?.map((task) => task.title), titles);
  }));

test("an error is the client's problem", () =>
  withHook(() => useQuery(readOptions(clientOf("lists"), "/api/v1/tasks/{task_id}", { params: { path: { task_id: "none" } } })), async (read, until) => {
    await until(() => read().isError);
    assert.equal(read().error?.name, "Problem");
  }));
