import type { InfiniteData, Query, QueryClient } from "@tanstack/react-query";
import { type Page, scope } from "./options.js";

/** A row of any entity. */
export interface AnyRow {
  id: string;
}

/** Changes a row wherever the cache has it. */
export function changeRow<R extends AnyRow>(cache: QueryClient, id: string, change: (row: R) => R): void {
  const each = (row: R) => (row.id === id ? change(row) : row);
  cache.setQueriesData<unknown>({ queryKey: [scope] }, (data: unknown) => {
    if (isList<R>(data)) return { ...data, pages: data.pages.map((page) => ({ ...page, rows: page.rows.map(each) })) };
    return isRow(data) ? each(data as R) : data;
  });
}

/** Finds the queries that have a row. */
export const hasRow = (id: string) => ({
  queryKey: [scope],
  predicate: ({ state: { data } }: Query): boolean =>
    isList<AnyRow>(data) ? data.pages.some((page) => page.rows.some((row) => row.id === id)) : isRow(data) && data.id === id,
});

function isList<R>(data: unknown): data is InfiniteData<Page<R>> {
  return typeof data === "object" && data !== null && "pages" in data;
}

function isRow(data: unknown): data is AnyRow {
  return typeof data === "object" && data !== null && "id" in data;
}
