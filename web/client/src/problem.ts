/** One broken rule of a request. */
export interface BrokenRule {
  /** Leads to the fault: `body`, `query`, `path` or `header`, then names and indexes. */
  loc: (string | number)[];
  msg: string;
  type: string;
}

/** An answer that is an error. What is not a problem document, such as a proxy's page, is one with little in it. */
export class Problem extends Error {
  override readonly name: string = "Problem";
  readonly status: number;
  readonly type: string;
  readonly title: string;
  /** For people. */
  readonly detail: string;
  readonly errors: BrokenRule[];
  /** What to name when asking for help. */
  readonly requestId: string | undefined;
  /**
   * Whether an attempt before this answer may have been done. A 412 or a 404 can then mean that
   * it was: read the row.
   */
  readonly repeated: boolean;
  readonly response: Response;

  constructor(response: Response, body: unknown, repeated: boolean) {
    const said: Record<string, unknown> = typeof body === "object" && body !== null ? { ...body } : {};
    const text = (name: string, otherwise: string) => (typeof said[name] === "string" ? said[name] : otherwise);
    const detail = text("detail", response.status === 304 ? "Not modified" : `The answer is ${response.status} without a problem document`);
    super(detail);
    this.status = response.status;
    this.type = text("type", "about:blank");
    this.title = text("title", response.statusText);
    this.detail = detail;
    this.errors = Array.isArray(said.errors) ? (said.errors as BrokenRule[]) : [];
    this.requestId = text("request_id", response.headers.get("X-Request-ID") ?? "") || undefined;
    this.repeated = repeated;
    this.response = response;
  }

  /** The messages of the body's fields, by their path: `title`, or `0.title` in a batch. */
  get fields(): Record<string, string[]> {
    const found: Record<string, string[]> = {};
    for (const { loc, msg } of this.errors) {
      if (loc[0] === "body") (found[loc.slice(1).join(".")] ??= []).push(msg);
    }
    return found;
  }
}

/** 412: the row is not in the state that the request names. Somebody else was first. */
export class PreconditionFailed extends Problem {
  override readonly name = "PreconditionFailed";
}

/** 410: a change feed does not lead on from this cursor. */
export class ChangesGone extends Problem {
  override readonly name = "ChangesGone";
}

/** Returns the error of an answer. */
export function problem(response: Response, body: unknown, repeated: boolean): Problem {
  const kind = response.status === 412 ? PreconditionFailed : response.status === 410 ? ChangesGone : Problem;
  return new kind(response, body, repeated);
}
