// Better Auth with a SQLite of its own, and the app beside it: npm run auth -w example. The app
// calls the API at another origin: that of ENTASK_URL when npm run bundle has built it.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, resolve } from "node:path";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { jwt } from "better-auth/plugins";
import { SqliteDialect } from "kysely";
import Database from "libsql";

const { AUTH_DATABASE = "auth.db", AUTH_FILES = "build", PORT = "3000", BETTER_AUTH_SECRET } = process.env;
const files = resolve(import.meta.dirname, "..", AUTH_FILES);

const server = createServer();
await new Promise((done) => server.listen(Number(PORT), "127.0.0.1", done));
const origin = `http://127.0.0.1:${server.address().port}`;

const auth = betterAuth({
  baseURL: origin,
  secret: BETTER_AUTH_SECRET,
  database: { dialect: new SqliteDialect({ database: new Database(AUTH_DATABASE) }), type: "sqlite" },
  emailAndPassword: { enabled: true },
  plugins: [jwt()],
  telemetry: { enabled: false },
});
const { runMigrations } = await getMigrations(auth.options);
await runMigrations();

const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };
const headers = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src http: https:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
};

async function file(path, response) {
  const name = normalize(path === "/" ? "index.html" : decodeURIComponent(path).slice(1));
  try {
    const content = await readFile(join(files, name.replace(/^(\.\.[/\\])+/, "")));
    response.writeHead(200, { "Content-Type": types[extname(name)] ?? "text/plain", ...headers }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}

const handle = toNodeHandler(auth);
server.on("request", (request, response) => {
  const { pathname } = new URL(request.url, origin);
  return pathname.startsWith("/api/auth/") ? handle(request, response) : file(pathname, response);
});
console.log(`The app and its accounts are at ${origin}`);
