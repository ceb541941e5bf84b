// The types that follow from a document's `paths`, as openapi-typescript writes them.

/** A method that an operation can have. */
export type Method = "get" | "put" | "post" | "patch" | "delete";

/** The paths that have a method. */
export type PathsWith<Paths, M extends Method> = {
  [P in keyof Paths]: Paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof Paths] &
  string;

/** The operation of a path and a method. */
export type Operation<Paths, P, M extends Method> = P extends keyof Paths ? (M extends keyof Paths[P] ? Paths[P][M] : never) : never;

type RequiredKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];
type Present<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] };

/** The fields that can be asked for in a list. */
export type Fields<Op> = Op extends {
  parameters: { query?: { fields?: readonly (infer F extends string)[] } };
  responses: { 200: { content: { "application/vnd.entask.fields+json": unknown } } };
}
  ? F
  : never;

/** The parameters with which the answer has whole rows. */
type Whole<Op, P> = [Fields<Op>] extends [never] ? P : { [K in keyof P]: K extends "query" ? Without<P[K], "fields"> : P[K] };
type Without<Q, Name extends string> = Q extends object ? Omit<Q, Name> : Q;

type Params<Op> = Op extends { parameters: infer P }
  ? [RequiredKeys<P>] extends [never]
    ? { params?: Present<Whole<Op, P>> }
    : { params: Present<Whole<Op, P>> }
  : { params?: never };

type Body<Op> = Op extends { requestBody: { content: infer C } }
  ? { body: C[keyof C] }
  : Op extends { requestBody?: infer R }
    ? [NonNullable<R>] extends [{ content: infer C }]
      ? [NonNullable<R>] extends [never]
        ? { body?: never }
        : { body?: C[keyof C] }
      : { body?: never }
    : { body?: never };

/** What a call takes besides what its operation does. */
export interface CallOptions {
  headers?: Record<string, string>;
  signal?: AbortSignal | null;
  /** How often this request is repeated at most; that of the client where absent. */
  retries?: number;
}

/** What a call of an operation takes. */
export type Init<Op> = Params<Op> & Body<Op> & CallOptions;

/** What a call of a list takes that asks for some fields. */
export type FieldsInit<Op, F> = Init<Op> & { params: { query: { fields: readonly F[] } } };

/** The arguments after the path: none are needed where the operation needs none. */
export type Args<Op> = [RequiredKeys<Init<Op>>] extends [never] ? [init?: Init<Op>] : [init: Init<Op>];

type Ok = 200 | 201 | 202 | 203 | 204 | 206 | 207;
type Content<R> = R extends { content: infer C } ? C[keyof C & "application/json" extends never ? keyof C : keyof C & "application/json"] : undefined;

/** What a call of an operation answers. */
export type Data<Op> = Op extends { responses: infer R } ? { [S in keyof R & Ok]: Content<R[S]> }[keyof R & Ok] : never;

/** The paths whose GET answers a list. */
export type ListPath<Paths> = {
  [P in PathsWith<Paths, "get">]: Data<Operation<Paths, P, "get">> extends readonly unknown[] ? P : never;
}[PathsWith<Paths, "get">];

/** The row of a list. */
export type Row<Paths, P> = Data<Operation<Paths, P, "get">> extends readonly (infer R)[] ? R : never;

/** The row of a list of which some fields were asked for. */
export type RowFields<Paths, P, F> = Omit<Row<Paths, P>, Exclude<Fields<Operation<Paths, P, "get">>, F>>;

/** What a value of a filter must be, as a document has it. */
export interface Values {
  type: string;
  format?: string;
  enum?: readonly unknown[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
}

/** What a list can be asked for: what generate.mjs writes of it. */
export interface Declared {
  /** The parameters of the filters, by the field and by what they ask of it. */
  filters: Readonly<Record<string, { readonly [Op in "equal" | "in" | "less" | "at_most" | "greater" | "at_least" | "is_null"]?: Values & { name: string } }>>;
  /** The fields of orders that are the same wherever rows are sorted. */
  orders: Readonly<Record<string, { nullable: boolean }>>;
}

/** A page of a change feed. */
export interface Feed {
  changes: unknown[];
  cursor: string;
  more: boolean;
}

/** The paths whose GET answers a page of a change feed. */
export type FeedPath<Paths> = {
  [P in PathsWith<Paths, "get">]: Data<Operation<Paths, P, "get">> extends Feed ? P : never;
}[PathsWith<Paths, "get">];
