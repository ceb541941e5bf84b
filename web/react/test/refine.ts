import { type AnyInit, type Answer, type Client, ifMatch, Problem } from "@entask/client";
import type { BaseKey, CrudFilter, DataProvider, MetaQuery } from "@refinedev/core";

const prefix = "/api/v1";

/** A data provider of Refine: a resource is a collection of the API, such as `tasks`. */
export function dataProvider(api: Client, apiUrl: string): DataProvider {
  async function ask<T>(method: string, path: string, init: AnyInit): Promise<Answer<T>> {
    try {
      return (await api.request(method, `${prefix}/${path}`, init)) as Answer<T>;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw Object.assign(new Error(error.message, { cause: error }), { statusCode: error.status, errors: error.fields });
    }
  }

  /** A filter is a parameter of the list: completed, priority, q, due_before. Others are refused, not ignored. */
  function parameter(filter: CrudFilter): [string, unknown] {
    if ("field" in filter && ["eq", "in"].includes(filter.operator)) return [filter.field, filter.value];
    throw new Error(`The API has no filter for ${JSON.stringify(filter)}: name one of its parameters, with eq or in`);
  }

  /** With `meta: { version }`, a write happens to that version only. */
  const row = (id: BaseKey, meta?: MetaQuery) => ({
    params: { path: { id }, header: typeof meta?.version === "number" ? ifMatch(meta.version) : {} },
  });

  return {
    getApiUrl: () => apiUrl + prefix,
    getList: async <T>({ resource, pagination: { currentPage = 1, pageSize = 10, mode = "server" } = {}, sorters = [], filters = [] }: Parameters<DataProvider["getList"]>[0]) => {
      if (sorters.length > 1) throw new Error("The API sorts by one field");
      const sort = sorters[0] && { sort: (sorters[0].order === "desc" ? "-" : "") + sorters[0].field };
      const page = mode === "server" ? { limit: pageSize, offset: (currentPage - 1) * pageSize } : { limit: 1000 };
      const query = { ...Object.fromEntries(filters.map(parameter)), ...sort, ...page, count: true };
      const { data, total } = await ask<T[]>("GET", resource, { params: { query } });
      return { data, total: total ?? data.length };
    },
    getOne: ({ resource, id }) => ask("GET", `${resource}/{id}`, row(id)),
    getMany: ({ resource, ids }) => ask("GET", resource, { params: { query: { id: ids } } }), // at most 100
    create: ({ resource, variables }) => ask("POST", resource, { body: variables }),
    createMany: ({ resource, variables }) => ask("POST", `${resource}/batch`, { body: variables }), // where the entity has batches
    update: ({ resource, id, variables, meta }) => ask("PATCH", `${resource}/{id}`, { ...row(id, meta), body: variables }),
    updateMany: ({ resource, ids, variables }) => ask("PATCH", `${resource}/batch`, { body: { ids, change: variables } }),
    deleteOne: async ({ resource, id, meta }) => {
      await ask("DELETE", `${resource}/{id}`, row(id, meta));
      return { data: { id } as never };
    },
    deleteMany: async ({ resource, ids }) => {
      await ask("DELETE", `${resource}/batch`, { params: { query: { ids } } });
      return { data: ids.map((id) => ({ id })) as never[] };
    },
  };
}
