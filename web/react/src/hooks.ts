import { type Answer, type Args, type Client, type Data, ifMatch, type ListPath, type Operation, type PathsWith } from "@entask/client";
import { type UseMutationResult, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type AnyRow, changeRow, hasRow } from "./cache.js";
import { listOptions } from "./options.js";

/** An infinite list by its cursor: `data` has the rows of all pages that have been fetched. */
export function useList<Paths, P extends ListPath<Paths>>(api: Client<Paths>, path: P, ...init: Args<Operation<Paths, P, "get">>) {
  return useInfiniteQuery({ ...listOptions<Paths, P>(api, path, ...init), select: ({ pages }) => pages.flatMap((page) => page.rows) });
}

/** The paths of actions that answer with their row, such as a toggle. */
export type TogglePath<Paths> = {
  [P in PathsWith<Paths, "patch">]: P extends `${string}/{${string}}/${string}` ? (Toggled<Paths, P> extends AnyRow ? P : never) : never;
}[PathsWith<Paths, "patch">];

type Toggled<Paths, P> = Data<Operation<Paths, P, "patch">>;

type AnyFields = AnyRow & { version?: number } & Record<string, unknown>;

/**
 * A mutation that takes a row and flips a field of it. It is shown at once, wherever the cache has
 * the row. If somebody else was first (412), or the request fails otherwise, it is taken back, and
 * what has the row is fetched again.
 */
export function useToggle<Paths, P extends TogglePath<Paths>>(
  api: Client<Paths>,
  path: P,
  field: keyof Toggled<Paths, P> & string,
): UseMutationResult<Toggled<Paths, P>, Error, Toggled<Paths, P>> {
  const cache = useQueryClient();
  const parameter = /\{(\w+)\}/.exec(path)?.[1] ?? "id";
  const mutation = useMutation({
    mutationFn: async (row: AnyFields) => {
      const header = row.version === undefined ? {} : ifMatch(row.version);
      const init = { params: { path: { [parameter]: row.id }, header }, body: { [field]: !row[field] } };
      return ((await api.request("PATCH", path, init)) as Answer<AnyFields>).data;
    },
    onMutate: async (row) => {
      await cache.cancelQueries(hasRow(row.id)); // an older answer must not overwrite it
      changeRow<AnyFields>(cache, row.id, (shown) => ({ ...shown, [field]: !row[field] }));
    },
    onSuccess: (now) => changeRow<AnyFields>(cache, now.id, () => now),
    onError: (_, row) => {
      changeRow<AnyFields>(cache, row.id, (shown) => ({ ...shown, [field]: row[field] }));
      return cache.invalidateQueries(hasRow(row.id));
    },
  });
  return mutation as unknown as UseMutationResult<Toggled<Paths, P>, Error, Toggled<Paths, P>>;
}
