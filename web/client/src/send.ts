import type { Tokens } from "./token.js";

const KEY = "Idempotency-Key";

/** How a request is sent. */
export interface Sending {
  fetch: (request: Request) => Promise<Response>;
  tokens: Tokens | undefined;
  retries: number;
  /** The longest wait, in seconds, that is waited for. */
  maxWait: number;
}

/** A response, and whether an attempt before it may have been done. */
export interface Sent {
  response: Response;
  repeated: boolean;
}

/** Whether an operation takes an `Idempotency-Key`, can be repeated without one, or cannot be repeated. */
export type Key = "taken" | "needless" | "refused";

/**
 * Says how an operation is repeated. A POST takes a key, and so does a PATCH that is an action, such
 * as a toggle. A PATCH of a row or of a batch sets fields, and needs none. A repeated restore finds
 * nothing, as a repeated deletion does. The exceptions say of an operation whether it takes one
 * after all.
 */
export function keyOf(method: string, path: string, exceptions: Readonly<Record<string, boolean>>): Key {
  const exception = exceptions[`${method} ${path}`];
  if (exception !== undefined) return exception ? "taken" : "refused";
  return (method === "POST" && !/(\}|\/batch)\/restore$/.test(path)) || (method === "PATCH" && !/(\}|\/batch|\/batch\/each)$/.test(path)) ? "taken" : "needless";
}

/** Sends a request, again where that is safe and of use. */
export async function send(request: Request, key: Key, { fetch, tokens, retries, maxWait }: Sending): Promise<Sent> {
  if (key === "taken" && retries > 0 && !request.headers.has(KEY)) request.headers.set(KEY, randomKey());
  const safe = key === "needless" || (key === "taken" && request.headers.has(KEY));
  let repeated = false;
  let token = await tokens?.get();
  for (let renewed = false, attempt = 0; ; attempt++) {
    const response = await once(request, token, fetch, attempt < retries && safe);
    if (response?.status === 401 && tokens?.renewable && !renewed) {
      token = await tokens.get(token);
      renewed = true;
      attempt--;
      continue;
    }
    const lost = response === undefined || [502, 503, 504].includes(response.status);
    const after = retryAfter(response);
    const seconds = after ?? Math.min(2 ** attempt / 2, maxWait);
    const again = attempt < retries && (lost ? safe : after !== undefined) && seconds <= maxWait;
    if (response !== undefined && !again) return { response, repeated };
    await response?.body?.cancel();
    repeated ||= lost;
    await wait(seconds * (1 + Math.random()), request.signal); // not all clients at the same moment
  }
}

/** Sends a copy of the request. No answer is undefined where the request may be repeated. */
async function once(request: Request, token: string | undefined, fetch: Sending["fetch"], again: boolean): Promise<Response | undefined> {
  const copy = request.clone();
  if (token !== undefined) copy.headers.set("Authorization", `Bearer ${token}`);
  try {
    return await fetch(copy);
  } catch (error) {
    if (!again || request.signal.aborted) throw error;
    return undefined;
  }
}

/** Returns the seconds of `Retry-After`, which can be a date. */
function retryAfter(response: Response | undefined): number | undefined {
  const value = response?.headers.get("Retry-After");
  if (!value) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** Waits until the time has passed or the signal is aborted, which is an error. */
export function wait(seconds: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((done, fail) => {
    const stop = () => {
      clearTimeout(timer);
      fail(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      done();
    }, seconds * 1000);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}

/** Pages over plain HTTP have no crypto.randomUUID. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
