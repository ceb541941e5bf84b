import { type Answer, type Args, after, type AnyInit, type Client, type Data, type ListPath, type Operation, type PathsWith, type Row } from "@entask/client";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

/** What the keys of all queries begin with. */
export const scope = "entask";

/** A page of a list, as the cache keeps it. */
export interface Page<R> {
  rows: R[];
  /** The cursor of the next page, where there is one. */
  next: string | undefined;
  total: number | undefined;
}

/** The options of `useInfiniteQuery` for a list, by its cursor. */
export function listOptions<Paths, P extends ListPath<Paths>>(api: Client<Paths>, path: P, ...[init]: Args<Operation<Paths, P, "get">>) {
  return infiniteQueryOptions({
    queryKey: keyOf(path, init),
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }): Promise<Page<Row<Paths, P>>> => {
      const { data, next, total } = (await api.request("GET", path, { ...after(init, pageParam), signal })) as Answer<Row<Paths, P>[]>;
      return { rows: data, next, total };
    },
    getNextPageParam: (last) => last.next,
  });
}

/** The options of `useQuery` for any GET, such as that of a row. */
export function readOptions<Paths, P extends PathsWith<Paths, "get">>(api: Client<Paths>, path: P, ...[init]: Args<Operation<Paths, P, "get">>) {
  return queryOptions({
    queryKey: keyOf(path, init),
    queryFn: async ({ signal }) => (await api.request("GET", path, { ...init, signal })).data as Data<Operation<Paths, P, "get">>,
  });
}

const keyOf = (path: string, init: AnyInit | undefined) => [scope, path, init?.params ?? {}] as const;
