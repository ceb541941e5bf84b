import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient } from "@entask/client";
import { clientOf, withFront } from "./service.js";

const id = "01890a5d-ac96-774b-bcce-b302099a8057";

test("a deprecated operation says so in values", () =>
  withFront(
    [
      {
        status: 204,
        headers: {
          Deprecation: "@1796083200",
          Sunset: "Tue, 01 Jun 2027 00:00:00 GMT",
          Link: '</tasks?cursor=a>; rel="next", <https://example.org/moving>; rel="deprecation sunset"',
        },
      },
      { status: 204, headers: { Deprecation: "@1796083200", Link: '</tasks?cursor=a>; rel="next"' } },
    ],
    async (baseUrl) => {
      const api = createClient({ baseUrl });
      const first = await api.DELETE("/api/v1/tasks/{task_id}", { params: { path: { task_id: id } } });
      assert.deepEqual(first.deprecation, { since: new Date("2026-12-01"), sunset: new Date("2027-06-01"), guide: "https://example.org/moving" });
      assert.equal(first.next, "a");
      const second = await api.DELETE("/api/v1/tasks/{task_id}", { params: { path: { task_id: id } } });
      assert.deepEqual(second.deprecation, { since: new Date("2026-12-01"), sunset: undefined, guide: undefined });
    },
  ));

test("no operation is deprecated today", async () => {
  assert.equal((await clientOf("ann").GET("/api/v1/tasks")).deprecation, undefined);
});
