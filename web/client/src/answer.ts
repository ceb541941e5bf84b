/** What is left of the user's rate limit. The service says it once more than half is used. */
export interface Limits {
  limit: number;
  remaining: number;
  /** Seconds until all of it is there again. */
  reset: number;
}

/** That an operation is deprecated (RFC 9745). */
export interface Deprecation {
  since: Date;
  /** From when it may be gone (RFC 8594), where that is known. */
  sunset: Date | undefined;
  /** The URL of a page that says what to use instead. */
  guide: string | undefined;
}

/** What an operation answers, with its headers as values. */
export interface Answer<T> {
  data: T;
  /** The entity tag, for `If-None-Match`; `ifMatch` takes an answer as it is. */
  etag: string | undefined;
  /** The row's version, where the entity tag is one. */
  version: number | undefined;
  /** The cursor of the next page, where there is one. */
  next: string | undefined;
  /** How many rows there are in all, where `count` asks for it. */
  total: number | undefined;
  limits: Limits | undefined;
  /** Whether this is the answer to an earlier request with the same `Idempotency-Key`. */
  replayed: boolean;
  /** What a deprecated operation says; the document calls it `@deprecated`. */
  deprecation: Deprecation | undefined;
  requestId: string | undefined;
  response: Response;
}

/** Reads the headers of a response. */
export function answer<T>(data: T, response: Response): Answer<T> {
  const get = (name: string) => response.headers.get(name) ?? undefined;
  const number = (name: string) => {
    const value = get(name);
    return value === undefined ? undefined : Number(value);
  };
  const [limit, remaining, reset] = [number("RateLimit-Limit"), number("RateLimit-Remaining"), number("RateLimit-Reset")];
  const etag = get("ETag");
  const version = /^"(\d+)"$/.exec(etag ?? "")?.[1];
  return {
    data,
    etag,
    version: version === undefined ? undefined : Number(version),
    next: nextCursor(get("Link")),
    total: number("X-Total-Count"),
    limits: limit === undefined || remaining === undefined || reset === undefined ? undefined : { limit, remaining, reset },
    replayed: get("Idempotency-Replayed") === "true",
    deprecation: deprecation(get("Deprecation"), get("Sunset"), get("Link")),
    requestId: get("X-Request-ID"),
    response,
  };
}

/** Reads what a deprecated operation says: an instant in seconds, a date of HTTP, and a link. */
function deprecation(since: string | undefined, sunset: string | undefined, link: string | undefined): Deprecation | undefined {
  const seconds = /^@(-?\d+)$/.exec(since ?? "")?.[1];
  if (seconds === undefined) return undefined;
  return {
    since: new Date(Number(seconds) * 1000),
    sunset: sunset === undefined ? undefined : new Date(sunset),
    guide: target(link, "deprecation"),
  };
}

/** Returns the target of the link with a relation. */
function target(link: string | undefined, relation: string): string | undefined {
  return new RegExp(`<([^>]*)>\\s*;[^<]*\\brel="?(?:\\w+ )*${relation}\\b`).exec(link ?? "")?.[1];
}

/** Returns the cursor that a `Link` header leads on with. */
export function nextCursor(link: string | undefined): string | undefined {
  const next = target(link, "next");
  return next === undefined ? undefined : (new URL(next, "http://any").searchParams.get("cursor") ?? undefined);
}
