export type { Answer, Deprecation, Limits } from "./answer.js";
export { type ChangesInit, type ChangesPage, changes } from "./changes.js";
export { type AnyInit, type Client, type ClientOptions, createClient } from "./client.js";
export { ifMatch } from "./condition.js";
export { after, pages, rows } from "./pages.js";
export { type BrokenRule, ChangesGone, PreconditionFailed, Problem } from "./problem.js";
export type { components, operations, paths } from "./schema.js";
export { type BetterAuthClient, betterAuth, type TokenSource } from "./token.js";
export type { Args, CallOptions, Data, FeedPath, Fields, FieldsInit, Init, ListPath, Method, Operation, PathsWith, Row, RowFields } from "./types.js";
