// Following a feed, however often it breaks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { follow } from "../src/feed/follow.js";
import type { AnyPage, Pages } from "../src/feed/pages.js";

test("who follows from now on begins so again where a broken feed leads nowhere", async () => {
  const stop = new AbortController();
  const asked: (string | undefined)[] = [];
  const page = (cursor: string, anew: boolean): AnyPage<object> => ({ changes: [], cursor, more: false, anew });
  const pages: Pages<object> = async function* ({ since }) {
    asked.push(since);
    if (asked.length === 1) {
      yield page("old", true);
      throw new TypeError("no network");
    }
    yield page("first", true); // after 410: of all rows, unless it was asked for from now on
    if (since !== "now") yield page("of all rows", false);
    stop.abort();
  };
  const taken: string[] = [];
  const take = ({ cursor }: AnyPage<object>) => (taken.push(cursor), cursor);
  await follow(pages, { take, refused: assert.fail }, stop.signal, "now");
  assert.deepEqual([asked, taken], [["now", "old", "now"], ["old", "first"]]);
});
