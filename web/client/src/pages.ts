import type { Answer } from "./answer.js";
import type { AnyInit, Client } from "./client.js";
import type { Args, Fields, FieldsInit, ListPath, Operation, Row, RowFields } from "./types.js";

/** Yields the pages of a list, one request each, until there are no more. */
export function pages<Paths, P extends ListPath<Paths>, F extends Fields<Operation<Paths, P, "get">>>(
  api: Client<Paths>,
  path: P,
  init: FieldsInit<Operation<Paths, P, "get">, F>,
): AsyncGenerator<Answer<RowFields<Paths, P, F>[]>, void, undefined>;
export function pages<Paths, P extends ListPath<Paths>>(
  api: Client<Paths>,
  path: P,
  ...init: Args<Operation<Paths, P, "get">>
): AsyncGenerator<Answer<Row<Paths, P>[]>, void, undefined>;
export async function* pages<Paths, P extends ListPath<Paths>>(
  api: Client<Paths>,
  path: P,
  ...[init]: Args<Operation<Paths, P, "get">>
): AsyncGenerator<Answer<Row<Paths, P>[]>, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await api.request("GET", path, after(init, cursor));
    yield page as Answer<Row<Paths, P>[]>;
    cursor = page.next;
  } while (cursor !== undefined);
}

/** Yields the rows of a list, page by page. */
export function rows<Paths, P extends ListPath<Paths>, F extends Fields<Operation<Paths, P, "get">>>(
  api: Client<Paths>,
  path: P,
  init: FieldsInit<Operation<Paths, P, "get">, F>,
): AsyncGenerator<RowFields<Paths, P, F>, void, undefined>;
export function rows<Paths, P extends ListPath<Paths>>(
  api: Client<Paths>,
  path: P,
  ...init: Args<Operation<Paths, P, "get">>
): AsyncGenerator<Row<Paths, P>, void, undefined>;
export async function* rows<Paths, P extends ListPath<Paths>>(
  api: Client<Paths>,
  path: P,
  ...init: Args<Operation<Paths, P, "get">>
): AsyncGenerator<Row<Paths, P>, void, undefined> {
  for await (const page of pages<Paths, P>(api, path, ...init)) yield* page.data;
}

/** Returns the same request for the page after a cursor, which stands in place of an offset; without one, as it is. */
export function after(init: AnyInit | undefined, cursor: string | undefined): AnyInit | undefined {
  if (cursor === undefined) return init;
  return { ...init, params: { ...init?.params, query: { ...init?.params?.query, offset: undefined, cursor } } };
}
