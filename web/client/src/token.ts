/** Where tokens come from. A function is asked again before its token expires, and once after a 401. */
export type TokenSource = string | (() => string | Promise<string>);

/** What `betterAuth` needs of Better Auth's client with its `jwtClient` plugin. */
export interface BetterAuthClient {
  token(): Promise<{ data: { token: string } | null; error?: unknown }>;
}

/** Takes tokens from a client of Better Auth. */
export function betterAuth(auth: BetterAuthClient): TokenSource {
  return async () => {
    const { data, error } = await auth.token();
    if (!data) throw new Error("not signed in", { cause: error });
    return data.token;
  };
}

/** Keeps one token for all requests. */
export class Tokens {
  readonly #source: TokenSource;
  #current: Promise<string> | undefined;
  #renewAt = 0;

  constructor(source: TokenSource) {
    this.#source = source;
  }

  /** Whether another token can be had after a 401. */
  get renewable(): boolean {
    return typeof this.#source === "function";
  }

  /** Returns a token other than the refused one. Requests at the same moment share it. */
  async get(refused?: string): Promise<string> {
    if (typeof this.#source === "string") return this.#source;
    if (this.#current !== undefined && (Date.now() >= this.#renewAt || (refused !== undefined && (await this.#current) === refused))) {
      this.#current = undefined;
    }
    return (this.#current ??= this.#ask(this.#source));
  }

  async #ask(source: () => string | Promise<string>): Promise<string> {
    this.#renewAt = Infinity; // while it is asked for
    try {
      const token = await source();
      this.#renewAt = Date.now() + usableFor(token);
      return token;
    } catch (error) {
      this.#renewAt = 0;
      throw error;
    }
  }
}

/** Returns for how many milliseconds a token is good, less a minute: by our own clock, which may differ from the issuer's. */
function usableFor(token: string): number {
  try {
    const claims: unknown = JSON.parse(atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/")));
    const { iat, exp } = claims as { iat?: number; exp?: number };
    return exp === undefined ? Infinity : (exp - (iat ?? Date.now() / 1000) - 60) * 1000;
  } catch {
    return Infinity; // no JWT: until it is refused
  }
}
