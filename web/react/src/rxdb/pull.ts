import type { Client, FeedPath } from "@entask/client";
import type { ReplicationPullOptions, RxReplicationPullStreamItem } from "rxdb";
import { concatMap, interval, Observable } from "rxjs";
import { pagesOf } from "../feed/pages.js";
import { pause } from "../feed/pause.js";
import type { AnyChange, AnyRow } from "../feed/types.js";
import type { Checkpoint, Document } from "./types.js";
import type { Way } from "./way.js";

/** Milliseconds until what was not taken comes again. */
const repetition = 1000;

/** Returns what RxDB pulls with. */
export function pullOf<Paths, P extends FeedPath<Paths>, Row extends AnyRow>(api: Client<Paths>, path: P, query: object, way: Way<Row>): ReplicationPullOptions<Row, Checkpoint> {
  const pages = pagesOf<Paths, P, Row>(api, path, query);

  let caughtUp = (_cursor: string): void => undefined;
  let asked = true; // RxDB begins so

  /**
   * Returns the changes behind a checkpoint, or all that there is where nothing leads on from it. RxDB
   * takes fewer documents than it asks for as the last, so pages that say less of the collection are
   * followed by more of them.
   */
  const handler = (checkpoint: Checkpoint | undefined, batchSize: number) =>
    way.run("pull", async () => {
      asked = true;
      const since = way.since(checkpoint);
      let cursor = since ?? "";
      let more = false;
      let found: AnyChange<Row>[] = [];
      let documents: Document<Row>[] = [];
      let gone = new Set<string>(); // unless it is there in the state that begins anew
      for await (const page of pages({ limit: batchSize, ...(since !== undefined && { since }) })) {
        if (page.anew) [found, documents, gone] = [[], [], new Set(await way.anew())];
        for (const change of page.changes) gone.delete(change.op === "upsert" ? change.row.id : change.id);
        found.push(...page.changes);
        ({ cursor, more } = page);
        if (gone.size > 0 || found.length < batchSize) continue;
        documents.push(...(await way.take(found, cursor)).documents);
        found = [];
        if (documents.length >= batchSize) break;
      }
      for (const id of gone) found.push({ op: "delete", id });
      const last = await way.take(found, cursor);
      if (!more) caughtUp(cursor);
      return { ...last, documents: [...documents, ...last.documents] };
    });

  /** Passes on what the stream tells, and has RxDB ask the handler where it has broken. */
  async function follow(next: (item: RxReplicationPullStreamItem<Row, Checkpoint>) => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const since = await new Promise<string>((done) => {
        caughtUp = done;
        void resync(next, signal);
      });
      try {
        for await (const page of pages({ since }, { live: true, signal })) {
          if (page.anew) break;
          const taken = await way.take(page.changes, page.cursor);
          if (taken.documents.length > 0) next(taken);
        }
      } catch {
        await pause(signal); // what is wrong, the handler meets too, and RxDB's error$ tells
      }
      asked = false;
    }
  }

  /** Has RxDB ask the handler. It forgets a RESYNC that comes right behind documents, so there is another until it asks. */
  async function resync(next: (item: "RESYNC") => void, signal: AbortSignal): Promise<void> {
    for (; !asked && !signal.aborted; await pause(signal)) if (!way.isBusy) next("RESYNC");
  }

  const stream$ = new Observable<RxReplicationPullStreamItem<Row, Checkpoint>>((to) => {
    const stop = new AbortController();
    const written = way.events.subscribe(to);
    const repeated = interval(repetition).pipe(concatMap(() => way.repeat())).subscribe({ error: (error) => to.error(error) });
    void follow((item) => to.next(item), stop.signal);
    return () => {
      stop.abort();
      written.unsubscribe();
      repeated.unsubscribe();
    };
  });
  return { handler, stream$ };
}
