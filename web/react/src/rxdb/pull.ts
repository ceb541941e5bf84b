import type { Client, FeedPath } from "@entask/client";
import type { ReplicationPullOptions, RxReplicationPullStreamItem } from "rxdb";
import { Observable } from "rxjs";
import { pagesOf } from "../feed/pages.js";
import type { AnyChange, AnyRow } from "../feed/types.js";
import type { Checkpoint } from "./types.js";
import type { Way } from "./way.js";

/** Milliseconds until a stream that has failed is followed again. */
const pause = 1000;

/** Returns what RxDB pulls with. */
export function pullOf<Paths, P extends FeedPath<Paths>, Row extends AnyRow>(api: Client<Paths>, path: P, query: object, way: Way<Row>): ReplicationPullOptions<Row, Checkpoint> {
  const pages = pagesOf<Paths, P, Row>(api, path, query);

  let caughtUp = (_cursor: string): void => undefined;

  /** Returns the changes behind a checkpoint, or all that there is where nothing leads on from it. */
  async function handler(checkpoint: Checkpoint | undefined, batchSize: number) {
    const since = checkpoint?.cursor;
    let cursor = since;
    let anew = false;
    let more = false;
    const found: AnyChange<Row>[] = [];
    for await (const page of pages({ limit: batchSize, ...(since !== undefined && { since }) })) {
      anew ||= page.anew && since !== undefined;
      found.push(...page.changes);
      ({ cursor, more } = page);
      if (!anew && found.length >= batchSize) break;
    }
    if (anew) {
      const there = new Set(found.map((change) => (change.op === "upsert" ? change.row.id : change.id)));
      for (const id of await way.ids()) if (!there.has(id)) found.push({ op: "delete", id });
    }
    const documents = await way.documents(found);
    if (!more && cursor !== undefined) caughtUp(cursor);
    return { documents, checkpoint: { ...(cursor !== undefined && { cursor }) } };
  }

  /** Passes on what the stream tells, and has RxDB ask the handler where it has broken. */
  async function follow(next: (item: RxReplicationPullStreamItem<Row, Checkpoint>) => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const since = await new Promise<string>((done) => (caughtUp = done));
      try {
        for await (const page of pages({ since }, { live: true, signal })) {
          if (page.anew) break;
          const documents = await way.documents(page.changes);
          if (documents.length > 0) next({ documents, checkpoint: { cursor: page.cursor } });
        }
      } catch {
        await new Promise((done) => setTimeout(done, pause)); // what is wrong, the handler meets too, and RxDB's error$ tells
      }
      if (!signal.aborted) next("RESYNC");
    }
  }

  const stream$ = new Observable<RxReplicationPullStreamItem<Row, Checkpoint>>((to) => {
    const stop = new AbortController();
    const written = way.events.subscribe(to);
    void follow((item) => to.next(item), stop.signal);
    return () => {
      stop.abort();
      written.unsubscribe();
    };
  });
  return { handler, stream$ };
}
