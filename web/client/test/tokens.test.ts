import assert from "node:assert/strict";
import { test } from "node:test";
import { betterAuth, createClient } from "@entask/client";
import { ENTASK_URL, tokenOf, withFront } from "./service.js";

const good = tokenOf("tokens");
const bad = tokenOf("tokens", "another-secret-of-thirty-two-bytes-or-more");

/** Returns a source of these tokens in turn, and how often it was asked. */
function source(...tokens: string[]) {
  const asked = { times: 0 };
  const token = async () => tokens[asked.times++] ?? assert.fail("asked once too often");
  return { asked, token };
}

test("requests at the same moment share one token", async () => {
  const { asked, token } = source(good);
  const api = createClient({ baseUrl: ENTASK_URL, token });
  await Promise.all([1, 2, 3].map(() => api.GET("/api/v1/tasks")));
  await api.GET("/api/v1/tasks");
  assert.equal(asked.times, 1);
});

test("after a 401 it is fetched again once, for all of them", async () => {
  const { asked, token } = source(bad, good);
  const api = createClient({ baseUrl: ENTASK_URL, token });
  await Promise.all([1, 2, 3].map(() => api.GET("/api/v1/tasks")));
  assert.equal(asked.times, 2);
});

test("a second 401 is an error, and a fixed token is not tried again", () =>
  withFront([], async (baseUrl, seen) => {
    await assert.rejects(createClient({ baseUrl, token: source(bad, bad).token }).GET("/api/v1/tasks"), { status: 401 });
    assert.equal(seen.length, 2);
    await assert.rejects(createClient({ baseUrl, token: bad }).GET("/api/v1/tasks"), { status: 401 });
    assert.equal(seen.length, 3);
  }));

test("a token is fetched anew before it expires", async () => {
  const claims = { iat: 1000, exp: 1059 }; // less than a minute, whatever the clock says
  const short = `e30.${btoa(JSON.stringify(claims))}.`;
  const { asked, token } = source(short, good);
  const api = createClient({ baseUrl: ENTASK_URL, token });
  await api.GET("/api/v1/tasks");
  assert.equal(asked.times, 2);
});

test("a source that fails is asked again by the next request", async () => {
  let fails = true;
  const auth = { token: async () => (fails ? { data: null, error: { status: 401 } } : { data: { token: good }, error: null }) };
  const api = createClient({ baseUrl: ENTASK_URL, token: betterAuth(auth) });
  await assert.rejects(api.GET("/api/v1/tasks"), { message: "not signed in", cause: { status: 401 } });
  fails = false;
  await api.GET("/api/v1/tasks");
});
