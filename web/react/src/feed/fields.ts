/** What the service sets by itself, by the mixins of a schema. */
const ofMixins = ["id", "user_id", "version", "created_at", "updated_at", "deleted_at", "_deleted"];

/** Compares the fields of rows that a client may set. */
export class Fields {
  readonly #skipped: Set<string>;
  readonly #equal: (one: unknown, other: unknown) => boolean;

  constructor(readOnly: string[], equal: (one: unknown, other: unknown) => boolean) {
    this.#skipped = new Set([...ofMixins, ...readOnly]);
    this.#equal = equal;
  }

  /** Returns the fields that lead from one state to another, with null for one that is gone. */
  edited(from: object, to: object): Record<string, unknown> {
    const [old, now] = [new Map(Object.entries(from)), new Map(Object.entries(to))];
    const names = new Set([...old.keys(), ...now.keys()]);
    return Object.fromEntries([...names].filter((name) => !this.#skipped.has(name) && !this.#same(old.get(name), now.get(name))).map((name) => [name, now.get(name) ?? null]));
  }

  /** Whether a row has every field of these as it is there. */
  has(row: object, fields: object): boolean {
    const there = new Map(Object.entries(row));
    return Object.entries(fields).every(([name, value]) => this.#skipped.has(name) || this.#same(value, there.get(name)));
  }

  /** Whether two values are the same for the service, which writes an instant in its own way. */
  #same(one: unknown, other: unknown): boolean {
    return this.#equal(one ?? null, other ?? null) || (isInstant(one) && isInstant(other) && Date.parse(one) === Date.parse(other));
  }
}

const isInstant = (value: unknown): value is string => typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value);
