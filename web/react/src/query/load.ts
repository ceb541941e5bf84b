import type { Answer, Client, Declared } from "@entask/client";
import type { LoadSubsetOptions } from "@tanstack/db";
import { isAway } from "../feed/call.js";
import { pause } from "../feed/pause.js";
import type { AnyRow } from "../feed/types.js";
import { parametersOf } from "./filters.js";
import { beginsAt, compare, endedBy, endsAt, type Order, orderOf } from "./order.js";
import { type Comparison, comparisons, passes } from "./where.js";

/** How many rows a page has at first, and at most. */
const [short, long] = [100, 1000];

/** How many values a parameter takes. */
const most = 100;

/** A place in an order, behind which a list is read on. */
interface Place {
  at: object;
  cursor: string;
}

/** What is known of an order, by what else was asked for. */
interface Known {
  places: Place[];
  /** How many rows a page had of late. */
  size: number;
}

type Parameters = Record<string, unknown>;

/** Loads what queries ask for, by what the list can be asked. */
export class Loader<Row extends AnyRow> {
  readonly #api: Pick<Client, "request">;
  readonly #list: string;
  readonly #declared: Declared;
  readonly #narrow: object;
  readonly #known = new Map<string, Known>();

  constructor(api: Pick<Client, "request">, list: string, declared: Declared, narrow: object) {
    this.#api = api;
    this.#list = list;
    this.#declared = declared;
    this.#narrow = narrow;
  }

  /**
   * Returns every row that passes the condition of a query. Where the list has the order of the
   * query, it returns no more than the limit, and those that are equal to the last in this order.
   * It waits while the service is away.
   */
  async load({ where, orderBy, limit, offset = 0, cursor }: LoadSubsetOptions, signal: AbortSignal): Promise<Row[]> {
    const needs = comparisons(where);
    const parts = inParts({ ...parametersOf(needs, this.#declared.filters), ...this.#narrow });
    const ordered = parts.length > 1 || limit === undefined ? undefined : orderOf(orderBy, this.#declared.orders);
    const order = ordered ?? (parts.length > 1 ? undefined : this.#ending(needs, parts[0]));
    const begins = order ? [...needs, ...comparisons(cursor?.whereCurrent)].filter((need) => beginsAt(need, order)) : [];
    const ends = order ? needs.filter((need) => endsAt(need, order)) : [];
    let left = ordered && limit !== undefined ? limit + (cursor ? 0 : offset) : Infinity;
    const size = left < Infinity ? Math.min((cursor ? 2 : 1) * left + 1, long) : undefined; // a known place may be a page before the cursor
    const rows: Row[] = [];
    let last: Row | undefined;
    for (const parameters of left > 0 ? parts : []) {
      for await (const row of this.#rows(parameters, order, begins, size, signal)) {
        if (order && ((left <= 0 && last && compare(order, row, last) > 0) || ends.some((end) => compare(order, row, { [order.field]: end.value }) > 0))) break;
        if (!passes(where, row)) continue;
        const counts = !cursor || passes(cursor.whereFrom, row);
        if (counts || passes(cursor.whereCurrent, row)) rows.push(row);
        if (counts) [last, left] = [row, left - 1];
      }
    }
    return rows;
  }

  /** Forgets where pages have ended. */
  forget(): void {
    this.#known.clear();
  }

  /** Returns an order in which the reading ends early, for a need that no filter of the list asks for; the one that was read in before. */
  #ending(needs: Comparison[], parameters: Parameters | undefined): Order | undefined {
    const { filters, orders } = this.#declared;
    const able = needs.filter(({ field }) => filters[field] === undefined).flatMap((need) => endedBy(need, orders));
    return able.find((order) => this.#known.has(keyOf({ ...parameters, sort: sortOf(order) }))) ?? able[0];
  }

  /** Yields the rows of a list in an order, from the furthest known place on that is before all that is needed. */
  async *#rows(parameters: Parameters, order: Order | undefined, begins: Comparison[], size: number | undefined, signal: AbortSignal): AsyncGenerator<Row> {
    const asked = order ? { ...parameters, sort: sortOf(order) } : parameters;
    const known = order ? this.#knownOf(asked, size) : { places: [], size: short };
    const before = order ? known.places.filter(({ at }) => begins.some(({ value }) => compare(order, at, { [order.field]: value }) < 0)) : [];
    const [from] = before.sort((one, other) => (order ? compare(order, other.at, one.at) : 0));
    let cursor = from?.cursor;
    for (let limit = known.size; ; limit = Math.min(limit * 4, long)) {
      const { data, next } = await this.#page({ ...asked, limit, ...(cursor !== undefined && { cursor }) }, signal);
      const end = data.at(-1);
      if (order && end && next !== undefined && !known.places.some((place) => place.cursor === next)) {
        known.places.push({ at: { [order.field]: (end as Record<string, unknown>)[order.field] }, cursor: next });
      }
      yield* data;
      if (next === undefined) return;
      cursor = next;
    }
  }

  #knownOf(asked: Parameters, size: number | undefined): Known {
    const key = keyOf(asked);
    if (this.#known.size > 100) this.#known.clear();
    const { places = [], size: before = short } = this.#known.get(key) ?? {};
    const known = { places, size: size ?? before };
    this.#known.set(key, known);
    return known;
  }

  /** Asks for a page, again while the service is away. */
  async #page(query: Parameters, signal: AbortSignal): Promise<Answer<Row[]>> {
    for (;;) {
      try {
        return (await this.#api.request("GET", this.#list, { params: { query }, signal })) as Answer<Row[]>;
      } catch (error) {
        if (signal.aborted || !isAway(error)) throw error;
      }
      await pause(signal);
      signal.throwIfAborted();
    }
  }
}

const sortOf = ({ field, descending }: Order) => (descending ? `-${field}` : field);
const keyOf = (asked: Parameters) => JSON.stringify(asked);

/** Divides what has more values for a parameter than it takes. */
function inParts(parameters: Parameters): Parameters[] {
  const [name, all] = Object.entries(parameters).find((entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].length > most) ?? [];
  if (name === undefined || all === undefined) return [parameters];
  const values = [...new Set(all)];
  return Array.from({ length: Math.ceil(values.length / most) }, (_, part) => ({ ...parameters, [name]: values.slice(part * most, (part + 1) * most) }));
}
