// A browser with a page of the app, and what the walks ask of it.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PATIENCE, until } from "./until.mjs";

const require = createRequire(new URL("../../../../tools/npm/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

/** Opens a browser whose requests to the API wait a random time, up to a delay in milliseconds. */
export async function open({ url, api, folder, delay = 0 }) {
  const context = await chromium.launchPersistentContext(join(folder, "profile"), {
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    headless: true,
    viewport: { width: 1000, height: 900 },
    colorScheme: "light",
    reducedMotion: "reduce", // or axe may look at a color on its way to another
    timezoneId: "Europe/Lisbon",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  context.setDefaultTimeout(PATIENCE);
  const faults = [];
  const origins = [new URL(url).origin, api];
  let token = "";
  const asked = new Map(); // page: its requests that have no answer yet
  context.on("page", watch);
  function watch(page) {
    const open = new Set();
    asked.set(page, open);
    page.on("request", (request) => open.add(request));
    for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => open.delete(request));
    page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
    page.on("console", (message) => {
      const text = message.text();
      // What a walk provokes: a refusal that the page shows, and the network that is away.
      if (message.type() === "error" && !/status of (401|403|412|422)|ERR_INTERNET_DISCONNECTED/.test(text)) faults.push(`console: ${text}`);
    });
    page.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (/^https?:$/.test(protocol) && !origins.includes(origin)) faults.push(`asks another server: ${request.url()}`);
      const sent = request.headers().authorization;
      if (request.url().startsWith(`${api}/api/v1/`) && sent) token = sent;
    });
  }
  await context.route(`${api}/api/v1/**`, async (route) => {
    await sleep(Math.random() * delay);
    await route.continue().catch(() => {}); // the page may have cancelled it
  });
  const page = await context.newPage();
  const app = {
    page,
    context,
    faults,
    url,
    folder,
    origin: origins[0],
    step: "sign in",
    close: () => context.close(),
    shoot: (name) => page.screenshot({ path: join(folder, `${name}.png`) }),

    /** Calls the API as the page's user, as another device would. */
    async call(method, path, body, headers = {}) {
      const answer = await fetch(`${api}/api/v1/tasks${path}`, {
        method,
        headers: { Authorization: token, ...(body && { "Content-Type": "application/json" }), ...headers },
        ...(body && { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return answer.status === 204 ? undefined : answer.json();
    },
    find: async (title) => (await app.call("GET", `?${new URLSearchParams({ q: title })}`)).find((task) => task.title === title),

    /** Waits until a page has its answers, so that it shows what the service has. */
    async settled(on = page) {
      for (let silent = 0; silent < 3; ) {
        await until("every request has its answer", () => asked.get(on).size === 0);
        await sleep(50);
        silent = asked.get(on).size === 0 ? silent + 1 : 0;
      }
    },

    row: (title, on = page) => on.getByRole("listitem").filter({ has: on.getByText(title, { exact: true }) }),
    tick: (title, on = page) => on.getByRole("checkbox", { name: `Done: ${title}`, exact: true }),
    status: (text, on = page) => on.getByRole("status").filter({ hasText: text }).first().waitFor(),
    async add(title) {
      await page.getByLabel("New task", { exact: true }).fill(title);
      await page.getByLabel("New task", { exact: true }).press("Enter");
      await app.tick(title).waitFor();
    },

    /** Axe finds nothing to complain of. */
    async clean(where, on = page) {
      await on.evaluate(axe);
      const { violations } = await on.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
      for (const { id, help, nodes } of violations) faults.push(`axe, ${where}: ${id}: ${help}: ${nodes.map(({ html, any }) => `${html} ${any.map((check) => check.message)}`).join(" | ")}`);
    },
  };
  return app;
}
