import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, PreconditionFailed } from "@entask/client";
import { readOptions, useList, useToggle } from "@entask/react";
import { useQuery } from "@tanstack/react-query";
import { clientOf, ENTASK_URL, tokenOf } from "../../client/test/service.js";
import { withHook } from "./page.js";

/** Makes a client whose toggles wait to be sent until they are let go, and whose later reads wait, too. */
function held(user: string) {
  const gate = () => {
    let open = () => {};
    const opened = new Promise<void>((done) => (open = done));
    return { open: () => open(), opened };
  };
  const [toggles, reads] = [gate(), gate()];
  let toggled = false;
  const api = createClient({
    baseUrl: ENTASK_URL,
    token: tokenOf(user),
    fetch: async (request) => {
      toggled ||= request.method === "PATCH";
      await (request.method === "PATCH" ? toggles.opened : toggled && reads.opened);
      return fetch(request);
    },
  });
  return { api, letToggle: toggles.open, letRead: reads.open };
}

/** Makes a task of a user, and the hooks that show and toggle it. */
async function shown(user: string) {
  const { data: made } = await clientOf(user).POST("/api/v1/tasks", { body: { title: "shown" } });
  const { api, letToggle, letRead } = held(user);
  const path = { task_id: made.id };
  const hook = () => ({
    list: useList(api, "/api/v1/tasks"),
    read: useQuery(readOptions(api, "/api/v1/tasks/{task_id}", { params: { path } })),
    toggle: useToggle(api, "/api/v1/tasks/{task_id}/toggle", "completed"),
  });
  return { path, letToggle, letRead, hook };
}

test("a toggle is shown at once, everywhere, and then as the service has it", async () => {
  const { letToggle, hook } = await shown("toggles");
  await withHook(hook, async (now, until) => {
    await until(() => now().list.isSuccess && now().read.isSuccess);
    now().toggle.mutate(now().list.data?.[0] ?? assert.fail());
    await until(() => now().list.data?.[0]?.completed && now().read.data?.completed);
    assert.deepEqual([now().toggle.isPending, now().read.data?.version], [true, 1]);
    letToggle();
    await until(() => now().toggle.isSuccess && now().read.data?.version === 2);
    assert.deepEqual([now().list.data?.[0]?.version, now().toggle.data?.completed], [2, true]);
  });
});

test("a toggle of an old version is taken back, and what another has written is shown", async () => {
  const { path, letToggle, letRead, hook } = await shown("late");
  await withHook(hook, async (now, until) => {
    await until(() => now().list.isSuccess && now().read.isSuccess);
    await clientOf("late").PATCH("/api/v1/tasks/{task_id}", { params: { path }, body: { title: "by another tab" } });
    now().toggle.mutate(now().list.data?.[0] ?? assert.fail());
    await until(() => now().list.data?.[0]?.completed);
    letToggle();
    await until(() => !now().list.data?.[0]?.completed && !now().read.data?.completed);
    assert.equal(now().list.data?.[0]?.title, "shown");
    letRead();
    await until(() => now().toggle.isError && now().list.data?.[0]?.title === "by another tab" && now().read.data?.title === "by another tab");
    assert.ok(now().toggle.error instanceof PreconditionFailed);
    assert.deepEqual([now().list.data?.[0]?.completed, now().read.data?.completed], [false, false]);
  });
});

/** What the compiler must refuse. Nothing here runs. */
export function Refused() {
  // @ts-expect-error no such field
  useToggle(clientOf(""), "/api/v1/tasks/{task_id}/toggle", "done");
  // @ts-expect-error not an action on a row
  useToggle(clientOf(""), "/api/v1/tasks/{task_id}", "completed");
  // @ts-expect-error not a list
  useList(clientOf(""), "/api/v1/tasks/{task_id}", { params: { path: { task_id: "" } } });
}
