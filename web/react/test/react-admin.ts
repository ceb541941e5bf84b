import { type AnyInit, type Answer, type Client, ifMatch, Problem } from "@entask/client";
import { type DataProvider, type GetListParams, HttpError, type Identifier, type RaRecord } from "ra-core";

const prefix = "/api/v1";

/** A data provider of react-admin: a resource is a collection of the API, such as `tasks`. */
export function dataProvider(api: Client): DataProvider {
  async function ask<T>(method: string, path: string, init: AnyInit): Promise<Answer<T>> {
    try {
      return (await api.request(method, `${prefix}/${path}`, init)) as Answer<T>;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const errors = Object.fromEntries(Object.entries(error.fields).map(([field, messages]) => [field, messages.join(", ")]));
      throw new HttpError(error.message, error.status, { errors }); // shown beside the inputs
    }
  }

  async function list<T>(resource: string, { pagination, sort, filter, signal }: GetListParams) {
    const { page, perPage } = pagination ?? { page: 1, perPage: 100 };
    const order = sort && sort.field !== "id" && { sort: (sort.order === "DESC" ? "-" : "") + sort.field };
    const query = { ...filter, ...order, limit: perPage, offset: (page - 1) * perPage, count: true };
    const { data, total } = await ask<T[]>("GET", resource, { params: { query }, signal: signal ?? null });
    return { data, total: total ?? data.length };
  }

  const row = (id: Identifier, previous?: Partial<RaRecord>) => ({
    params: { path: { id }, header: previous?.version === undefined ? {} : ifMatch(previous.version) },
  });

  return {
    getList: list,
    getOne: (resource, { id }) => ask("GET", `${resource}/{id}`, row(id)),
    getMany: (resource, { ids }) => ask("GET", resource, { params: { query: { id: ids } } }), // at most 100
    getManyReference: (resource, { target, id, filter, ...params }) => list(resource, { ...params, filter: { ...filter, [target]: id } }),
    create: (resource, { data }) => ask("POST", resource, { body: data }),
    update: (resource, { id, data, previousData }) => ask("PATCH", `${resource}/{id}`, { ...row(id, previousData), body: data }),
    delete: async (resource, { id, previousData }) => {
      await ask("DELETE", `${resource}/{id}`, row(id, previousData));
      return { data: previousData as never }; // the row that is gone
    },
    updateMany: async (resource, { ids, data }) => {
      await ask("PATCH", `${resource}/batch`, { body: { ids, change: data } }); // where the entity has batches
      return { data: ids };
    },
    deleteMany: async (resource, { ids }) => {
      await ask("DELETE", `${resource}/batch`, { params: { query: { ids } } });
      return { data: ids };
    },
  };
}
