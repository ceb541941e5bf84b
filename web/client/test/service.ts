// The running service that the tests are given.
import { execFileSync } from "node:child_process";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "@entask/client";

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: go test ./internal/proof/e2e -run TestWebClient sets it`);
  return value;
}

export const ENTASK_URL = given("ENTASK_URL");

/** Signs a token as `entask token` does; with another secret, one that is refused. */
export function tokenOf(user: string, secret = given("BETTER_AUTH_SECRET")): string {
  return execFileSync(given("ENTASK_BINARY"), ["token", "--sub", user], { encoding: "utf8", env: { BETTER_AUTH_SECRET: secret } }).trim();
}

/** Makes a client of a user. */
export const clientOf = (user: string) => createClient({ baseUrl: ENTASK_URL, token: tokenOf(user) });

/** What a front does with a request that it forwards. */
export type Treatment = "pass" | "lose" | "cut" | { status: number; headers?: Record<string, string> };

/**
 * Stands before the service, for as long as the callback runs, and treats its first requests as
 * told. To lose one is to forward it, and to hang up once it is done; to cut one, to hang up once
 * the first piece of its answer is there.
 */
export async function withFront(treatments: Treatment[], use: (url: string, seen: IncomingMessage[]) => Promise<void>): Promise<void> {
  const seen: IncomingMessage[] = [];
  const front = createServer((from, to) => {
    const treatment = treatments[seen.length] ?? "pass";
    seen.push(from);
    if (typeof treatment === "object") {
      from.resume();
      to.writeHead(treatment.status, treatment.headers).end();
      return;
    }
    const onward = request(ENTASK_URL + from.url, { method: from.method, headers: from.headers }, (answer) => {
      if (treatment === "lose") {
        answer.resume().on("end", () => to.destroy());
        return;
      }
      to.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(to);
      if (treatment === "cut") answer.once("data", () => setImmediate(() => to.destroy()));
    });
    onward.on("error", () => to.destroy());
    to.on("close", () => onward.destroy());
    from.pipe(onward);
  });
  await new Promise<void>((done) => front.listen(0, "127.0.0.1", done));
  try {
    await use(`http://127.0.0.1:${(front.address() as AddressInfo).port}`, seen);
  } finally {
    front.closeAllConnections();
    await new Promise((done) => front.close(done));
  }
}
