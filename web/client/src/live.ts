import type { AnyInit, Client } from "./client.js";
import { ChangesGone, Problem } from "./problem.js";
import { wait } from "./send.js";
import type { Feed } from "./types.js";

/** Milliseconds without a sign of life after which a stream is opened again: the service gives one every 25 seconds. */
const silence = 60_000;

/** One event of a stream; fields that it lacks are empty. */
interface Event {
  event: string;
  data: string;
  id: string;
  retry: string;
}

/**
 * Yields the pages of a stream behind a cursor, and opens it again where it ends. It returns where
 * the service says that nothing leads on from the cursor.
 */
export async function* follow(api: Pick<Client, "request">, path: string, init: AnyInit, cursor: string): AsyncGenerator<Feed, void, undefined> {
  let pause = 1000;
  for (;;) {
    try {
      const headers = { ...init.headers, Accept: "text/event-stream", "Last-Event-ID": cursor };
      const { data } = await api.request("GET", path, { ...init, headers });
      for await (const event of events(data as ReadableStream<Uint8Array>, init.signal)) {
        cursor = event.id || cursor;
        pause = Number(event.retry || pause);
        if (event.event === "changes") yield JSON.parse(event.data) as Feed;
        if (event.event !== "end") continue;
        const { type } = JSON.parse(event.data) as { type: string };
        if (type === "/problems/changes-gone") return;
        if (type === "/problems/token-expired") pause = 0; // there is another, or a 401
      }
    } catch (error) {
      if (error instanceof ChangesGone) return;
      if (init.signal?.aborted || error instanceof SyntaxError || (error instanceof Problem && error.status < 500 && error.status !== 429)) throw error;
    }
    await wait(pause / 1000, init.signal);
    pause ||= 1000;
  }
}

/** Yields the events of a stream as they come, until it ends, is silent for too long, or the signal is aborted. */
async function* events(body: ReadableStream<Uint8Array>, signal: AbortSignal | null | undefined): AsyncGenerator<Event, void, undefined> {
  const reader = body.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal?.addEventListener("abort", cancel); // some versions of Node forget the signal of a request that was cloned
  const decoder = new TextDecoder();
  const none = { event: "", data: "", id: "", retry: "" };
  let event: Event = { ...none };
  let rest = "";
  try {
    while (!signal?.aborted) {
      const timer = setTimeout(cancel, silence);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const [, name, text = ""] = /^(\w+): ?(.*)$/.exec(line) ?? [];
        if (name !== undefined && name in event) event[name as keyof Event] = text;
        if (line !== "") continue;
        yield event;
        event = { ...none };
      }
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
    await reader.cancel().catch(() => undefined);
  }
}
