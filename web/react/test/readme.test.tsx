// The example of README.md, which runs here as it stands.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ifMatch } from "@entask/client";
import { useList, useToggle } from "@entask/react";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { clientOf } from "../../client/test/service.js";
import { onPage } from "./page.js";

const api = clientOf("readme-react");

export function Tasks() {
  const list = useList(api, "/api/v1/tasks", { params: { query: { sort: "title", limit: 2 } } });
  const toggle = useToggle(api, "/api/v1/tasks/{task_id}/toggle", "completed");
  if (!list.data) return <p>{list.error?.message ?? "Loading"}</p>;
  return (
    <>
      {list.data.map((task) => (
        <label key={task.id}>
          <input type="checkbox" checked={task.completed} onChange={() => toggle.mutate(task)} /> {task.title}
        </label>
      ))}
      {list.hasNextPage && <button onClick={() => list.fetchNextPage()}>More</button>}
      {toggle.error && <p role="alert">{toggle.error.message}</p>}
    </>
  );
}

test("the README has this component", () => {
  const [source, readme] = ["../../../test/readme.test.tsx", "../../../README.md"].map((file) => readFileSync(new URL(file, import.meta.url), "utf8"));
  const example = /^```tsx\n([^]*?)^```$/m.exec(readme ?? "")?.[1];
  assert.ok(example && source?.includes(example.replace(/^import .*\n/gm, "").trim()));
});

test("it shows pages, toggles, and what was refused", async () => {
  await api.POST("/api/v1/tasks/batch", { body: ["one", "three", "two"].map((title) => ({ title })) });
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  await onPage(<QueryClientProvider client={cache}><Tasks /></QueryClientProvider>, async (page) => {
    (await page.findByRole("button", { name: "More" })).click();
    const two = await page.findByLabelText<HTMLInputElement>("two");
    assert.deepEqual(page.getAllByRole("checkbox").map((box) => box.parentElement?.textContent?.trim()), ["one", "three", "two"]);
    assert.equal(page.queryByRole("button"), null);
    const { data } = await api.GET("/api/v1/tasks", { params: { query: { q: "two" } } });
    await api.PATCH("/api/v1/tasks/{task_id}", { params: { path: { task_id: data[0]?.id ?? "" }, header: ifMatch(1) }, body: { title: "too" } });
    two.click();
    assert.match((await page.findByRole("alert")).textContent ?? "", /./);
    assert.equal((await page.findByLabelText<HTMLInputElement>("too")).checked, false);
  });
  cache.clear();
});
