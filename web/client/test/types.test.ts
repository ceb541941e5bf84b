// What the compiler must accept and refuse. Nothing here runs.
import { type Client, changes, type components, createClient, ifMatch, pages, type paths, rows } from "@entask/client";
import createFetchClient from "openapi-fetch";
import type { paths as graph } from "./graph/schema.js";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._: Same<A, B> extends true ? [] : ["differs"]): void {}
type Task = components["schemas"]["Task"];

export async function ofThisDocument(api: Client): Promise<void> {
  const list = await api.GET("/api/v1/tasks");
  same<typeof list.data, Task[]>();
  const gone = await api.DELETE("/api/v1/tasks/{task_id}", { params: { path: { task_id: "" }, header: ifMatch(1) } });
  same<typeof gone.data, undefined>();
  const exported = await api.GET("/api/v1/me/export");
  same<typeof exported.data, string>();
  const batch = await api.POST("/api/v1/tasks/batch", { body: [] });
  same<typeof batch.data, Task[]>(); // no outcomes among them
  const each = await api.POST("/api/v1/tasks/batch/each", { body: [] });
  same<typeof each.data, components["schemas"]["TaskOutcome"][]>();
  for await (const row of rows(api, "/api/v1/tasks")) same<typeof row, Task>();
  for await (const page of pages(api, "/api/v1/tasks", { params: { query: { priority: ["low"] } } })) same<typeof page.data, Task[]>();
  for await (const page of changes(api, "/api/v1/tasks/changes")) {
    same<typeof page.anew, boolean>();
    for (const change of page.changes) if (change.op === "upsert") same<typeof change.row, Task>();
  }
  const some = await api.GET("/api/v1/tasks", { params: { query: { fields: ["id", "title"], limit: 1 } } });
  same<(typeof some.data)[number], Omit<Task, Exclude<keyof Task, "id" | "title">>>();
  for await (const row of rows(api, "/api/v1/tasks", { params: { query: { fields: ["due_date"] } } })) same<typeof row.due_date, string | null>();
  // @ts-expect-error this field was not asked for
  some.data[0]?.version;
  // @ts-expect-error no such field
  await api.GET("/api/v1/tasks", { params: { query: { fields: ["titel"] } } });
  // @ts-expect-error no such parameter beside fields
  await api.GET("/api/v1/tasks", { params: { query: { fields: ["id"], colour: "red" } } });
  await api.PATCH("/api/v1/tasks/{task_id}/toggle", { params: { path: { task_id: "" } } });
  await api.PATCH("/api/v1/tasks/{task_id}", { params: { path: { task_id: "" } }, body: { due_date: null } });

  // @ts-expect-error no such path
  await api.GET("/api/v1/task");
  // @ts-expect-error the path has no such method
  await api.PUT("/api/v1/tasks", { body: { title: "" } });
  // @ts-expect-error a body is needed
  await api.POST("/api/v1/tasks");
  // @ts-expect-error a title is needed
  await api.POST("/api/v1/tasks", { body: {} });
  // @ts-expect-error no such field
  await api.POST("/api/v1/tasks", { body: { title: "", titel: "" } });
  // @ts-expect-error no such value
  await api.POST("/api/v1/tasks", { body: { title: "", priority: "urgent" } });
  // @ts-expect-error an id is needed
  await api.GET("/api/v1/tasks/{task_id}");
  // @ts-expect-error no such parameter
  await api.GET("/api/v1/tasks", { params: { query: { colour: "red" } } });
  // @ts-expect-error it has no body
  await api.GET("/api/v1/tasks", { body: {} });
  // @ts-expect-error not a list
  rows(api, "/api/v1/tasks/{task_id}", { params: { path: { task_id: "" } } });
  // @ts-expect-error not a feed
  changes(api, "/api/v1/tasks");
}

/** The client that this one is built on has whole rows where it is told the media types. */
export async function ofOpenapiFetch(): Promise<void> {
  const api = createFetchClient<paths, "application/json" | "application/problem+json">();
  const { data, error } = await api.GET("/api/v1/tasks");
  if (data) same<typeof data, Task[]>();
  else same<typeof error.detail, string>();
}

/** Any document has a client, with all of its entities. */
export async function ofAnother(): Promise<void> {
  const api = createClient<graph>({ baseUrl: "" });
  for await (const row of rows(api, "/api/folders/{folder_id}/notes", { params: { path: { folder_id: "" } } })) same<typeof row.id, string>();
  for await (const page of changes(api, "/api/folders/changes")) same<typeof page.more, boolean>();
  // @ts-expect-error of the other document
  await api.GET("/api/v1/tasks");
}
