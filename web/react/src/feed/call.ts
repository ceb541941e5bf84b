import { type Answer, type AnyInit, type Client, Problem } from "@entask/client";

/** Calls the operations on single rows of a list. */
export class Calls<Row> {
  readonly #api: Pick<Client, "request">;
  readonly #list: string;

  constructor(api: Pick<Client, "request">, list: string) {
    this.#api = api;
    this.#list = list;
  }

  async create(body: object): Promise<Row> {
    return ((await this.#api.request("POST", this.#list, { body })) as Answer<Row>).data;
  }

  /** Calls an operation on a row, or an action below it, such as `/restore`. */
  async on(method: string, id: string, init: AnyInit = {}, action = ""): Promise<Row> {
    return ((await this.#api.request(method, `${this.#list}/{id}${action}`, { ...init, params: { path: { id }, ...init.params } })) as Answer<Row>).data;
  }
}

/** Whether an error is an answer with one of these statuses. */
export const isOf = (error: unknown, ...statuses: number[]): error is Problem => error instanceof Problem && statuses.includes(error.status);

/** The statuses of a service that may do later what it cannot do now. */
const later = [429, 502, 503, 504];

/** Whether a request has failed because the service cannot be reached now. */
export const isAway = (error: unknown): boolean => !(error instanceof Problem) || later.includes(error.status);
