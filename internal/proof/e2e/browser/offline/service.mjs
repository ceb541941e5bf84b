// The service as a process that can be killed, at one address.
import { execFileSync, spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export class Service {
  #child;

  constructor(binary, database, origin, port) {
    this.binary = binary;
    this.url = `http://127.0.0.1:${port}`;
    this.env = {
      DATABASE_URL: database,
      BETTER_AUTH_URL: origin,
      BETTER_AUTH_SECRET: "a-shared-secret-of-thirty-two-bytes-or-more",
      AUTH_JWKS_URL: "off",
      HTTP_ADDR: `127.0.0.1:${port}`,
      METRICS_ADDR: "off",
      RATE_LIMIT: "off",
      LOG_LEVEL: "warn",
    };
  }

  async start() {
    this.log = "";
    const child = (this.#child = spawn(this.binary, ["serve", "--migrate"], { env: this.env, stdio: ["ignore", "pipe", "pipe"] }));
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (this.log += text));
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}:\n${this.log}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(50);
    }
  }

  /** Ends it as a crash would. */
  kill() {
    const child = this.#child;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    return ended;
  }

  token(user) {
    return execFileSync(this.binary, ["token", "--sub", user], { encoding: "utf8", env: this.env }).trim();
  }

  /** Erases all that is kept of a user. */
  async erase(user) {
    const headers = { Authorization: `Bearer ${this.token(user)}` };
    const answer = await fetch(`${this.url}/api/v1/me?confirm=${user}`, { method: "DELETE", headers });
    if (answer.status !== 204) throw new Error(`erasing ${user}: ${answer.status} ${await answer.text()}`);
  }

  /** Returns all rows of a user, as the list has them. */
  async list(user, path) {
    const rows = [];
    const headers = { Authorization: `Bearer ${this.token(user)}` };
    for (let next = `${path}?limit=100`; next; ) {
      const answer = await fetch(new URL(next, this.url), { headers });
      rows.push(...(await answer.json()));
      next = /<([^>]*)>;\s*rel="?next/.exec(answer.headers.get("Link") ?? "")?.[1];
    }
    return rows;
  }
}

/** Returns a port that nobody uses. */
export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}
