import type { AnyInit, Client } from "./client.js";
import { follow } from "./live.js";
import { ChangesGone } from "./problem.js";
import { wait } from "./send.js";
import type { Data, Feed, FeedPath, Init, Operation } from "./types.js";

/** What stands in place of a cursor where only what changes from now on is wanted. */
const now = "now";

/** A page of changes, to be applied together with its cursor. */
export type ChangesPage<Page> = Page & {
  /** Whether the feed begins: what the client has of its rows is to be deleted first. */
  anew: boolean;
};

/** What the feed takes besides its filters and `since`, the cursor to go on from. */
export type ChangesInit<Op> = Init<Op> & {
  /** Milliseconds until the feed is asked again after all changes have come. Without it, the iteration ends there. */
  poll?: number;
  /** Whether changes come as they are made, on a stream, once all that there was has come. It takes the place of `poll`. */
  live?: boolean;
};

/**
 * Follows a change feed: all rows first, or what has changed since a cursor, then what changes;
 * with `since: "now"` only what changes from now on. It begins anew where the service says that the
 * cursor leads nowhere, from then on where it began so, and ends when the signal is aborted.
 */
export async function* changes<Paths, P extends FeedPath<Paths>>(
  api: Client<Paths>,
  path: P,
  init?: ChangesInit<Operation<Paths, P, "get">>,
): AsyncGenerator<ChangesPage<Data<Operation<Paths, P, "get">>>, void, undefined> {
  const { poll, live, ...call }: AnyInit & { poll?: number; live?: boolean } = init ?? {};
  const query: { since?: string } = { ...call.params?.query };
  const begin = query.since === now ? now : undefined;
  let anew = query.since === begin;
  const again = () => {
    delete query.since;
    if (begin !== undefined) query.since = begin;
    anew = true;
  };
  try {
    for (;;) {
      const page = await ask(api, path, { ...call, params: { ...call.params, query } });
      if (page === undefined) {
        again();
        continue;
      }
      yield { ...page, anew } as ChangesPage<Data<Operation<Paths, P, "get">>>;
      anew = false;
      query.since = page.cursor;
      if (page.more) continue;
      if (live) {
        for await (const next of follow(api, path, call, page.cursor)) {
          yield { ...next, anew } as ChangesPage<Data<Operation<Paths, P, "get">>>;
        }
        again();
        continue;
      }
      if (poll === undefined) return;
      await wait(poll / 1000, call.signal);
    }
  } catch (error) {
    if (!call.signal?.aborted) throw error;
  }
}

/** Returns a page; none where nothing leads on from the cursor. */
async function ask(api: Pick<Client, "request">, path: string, init: AnyInit & { params: { query: { since?: string } } }): Promise<Feed | undefined> {
  try {
    return (await api.request("GET", path, init)).data as Feed;
  } catch (error) {
    if (error instanceof ChangesGone && init.params.query.since !== undefined) return undefined;
    throw error;
  }
}
