import createFetchClient, { createQuerySerializer } from "openapi-fetch";
import { type Answer, answer } from "./answer.js";
import { exceptions as ofDocument } from "./exceptions.js";
import { problem } from "./problem.js";
import type { paths } from "./schema.js";
import { send, keyOf } from "./send.js";
import { type TokenSource, Tokens } from "./token.js";
import type { Args, CallOptions, Data, Fields, FieldsInit, ListPath, Method, Operation, PathsWith, RowFields } from "./types.js";

export interface ClientOptions {
  /** The service's origin, such as `https://api.example.com`. */
  baseUrl: string;
  token?: TokenSource;
  headers?: Record<string, string>;
  /** How often a request is repeated at most: 4. With 0, no `Idempotency-Key` is made. */
  retries?: number;
  /** The longest `Retry-After` that is waited for, in seconds: 60. */
  maxWait?: number;
  /** Where `Paths` are those of another document: what generate.mjs writes of it beside its types. */
  exceptions?: Readonly<Record<string, boolean>>;
  fetch?: (request: Request) => Promise<Response>;
}

/** A call of any operation, without its types. */
export interface AnyInit extends CallOptions {
  params?: { path?: object; query?: object; header?: object };
  body?: unknown;
}

type Call<Paths, M extends Method> = <P extends PathsWith<Paths, M>>(
  path: P,
  ...init: Args<Operation<Paths, P, M>>
) => Promise<Answer<Data<Operation<Paths, P, M>>>>;

/** A list of which some fields are asked for. */
type CallFields<Paths> = <P extends ListPath<Paths>, F extends Fields<Operation<Paths, P, "get">>>(
  path: P,
  init: FieldsInit<Operation<Paths, P, "get">, F>,
) => Promise<Answer<RowFields<Paths, P, F>[]>>;

/** A client of a service. Calls return its answers, and throw a `Problem` for every error. */
export interface Client<Paths = paths> {
  GET: CallFields<Paths> & Call<Paths, "get">;
  PUT: Call<Paths, "put">;
  POST: Call<Paths, "post">;
  PATCH: Call<Paths, "patch">;
  DELETE: Call<Paths, "delete">;
  /** Calls an operation whose path and types are not known when this is compiled. */
  request(method: string, path: string, init?: AnyInit): Promise<Answer<unknown>>;
}

/** The method of the same name of openapi-fetch, without its types. */
type Raw = (method: string, path: string, init: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** Makes a client of the service at a URL. */
export function createClient<Paths = paths>(options: ClientOptions): Client<Paths> {
  const { baseUrl, token, headers, retries = 4, maxWait = 60, exceptions = ofDocument, fetch = (request: Request) => globalThis.fetch(request) } = options;
  const raw = createFetchClient({ baseUrl, querySerializer: serialize, ...(headers && { headers }) }).request as Raw;
  const tokens = token === undefined ? undefined : new Tokens(token);

  async function request(method: string, path: string, { retries: own, ...init }: AnyInit = {}): Promise<Answer<unknown>> {
    const key = keyOf(method, path, exceptions);
    let repeated = false;
    const { error, response } = await raw(method, path, {
      ...init,
      parseAs: "stream", // the type of the content says how it is read
      fetch: async (built: Request) => {
        const sent = await send(built, key, { fetch, tokens, retries: own ?? retries, maxWait });
        repeated = sent.repeated;
        return sent.response;
      },
    });
    if (!response.ok) throw problem(response, error, repeated);
    return answer(await content(response), response);
  }

  const call = (method: string) => (path: string, init?: AnyInit) => request(method, path, init);
  const methods = { GET: call("GET"), PUT: call("PUT"), POST: call("POST"), PATCH: call("PATCH"), DELETE: call("DELETE") };
  return { ...methods, request } as Client<Paths>;
}

/** Writes a query: lists of names with commas between them, and other lists as repeated parameters. */
const serialize = (query: object): string => {
  const entries = Object.entries(query).map(([name, value]) => [name, names.has(name) && Array.isArray(value) ? value.join() : value]);
  return createQuerySerializer<object>()(Object.fromEntries(entries));
};
const names = new Set(["expand", "fields"]);

/** Reads a body by its type. */
function content(response: Response): Promise<unknown> | undefined {
  if (response.status === 204) return undefined;
  const type = response.headers.get("Content-Type")?.split(";")[0] ?? "";
  if (type === "text/event-stream") return Promise.resolve(response.body);
  return /\bjson\b/.test(type) ? response.json() : response.text();
}
