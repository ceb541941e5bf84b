import { Problem } from "@entask/client";
import type { AnyPage, Pages } from "./pages.js";
import { pause } from "./pause.js";

/** What becomes of a feed. */
export interface Taking<Row> {
  /** Takes a page over, and returns the cursor to go on from where the feed breaks; none where it is to begin anew. */
  take: (page: AnyPage<Row>) => string | undefined;
  /** Hears that the service refuses the feed, such as with 401. It is asked again. */
  refused: (error: Problem) => void;
}

/** Follows a feed from a cursor, however often it breaks, until the signal is aborted. */
export async function follow<Row>(pages: Pages<Row>, { take, refused }: Taking<Row>, signal: AbortSignal, since?: string): Promise<void> {
  const begin = since;
  while (!signal.aborted) {
    try {
      for await (const page of pages({ ...(since !== undefined && { since }) }, { live: true, signal })) {
        if (signal.aborted) return;
        if (page.anew && begin === "now" && since !== begin) {
          since = begin; // it begins with all rows
          break;
        }
        since = take(page);
      }
    } catch (error) {
      if (error instanceof Problem && error.status < 500 && error.status !== 429) refused(error);
      await pause(signal);
    }
  }
}
