// The pages of web/offline, built and served, and the devices that show them.
import { createServer } from "node:http";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../../../tools/npm/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const { build } = createRequire(new URL("../../../../../web/package.json", import.meta.url))("esbuild");

/** Builds the page of a kind of client, and serves it. */
export async function serve(kind) {
  const { outputFiles } = await build({
    entryPoints: [new URL(`../../../../../web/offline/src/${kind}.ts`, import.meta.url).pathname],
    bundle: true, format: "esm", platform: "browser", write: false, logLevel: "warning",
  });
  const server = createServer((from, to) => {
    const [type, text] = from.url === "/page.js" ? ["text/javascript", outputFiles[0].text] : ["text/html", `<!doctype html><title>${kind}</title><script type="module" src="/page.js"></script>`];
    to.writeHead(200, { "Content-Type": `${type}; charset=utf-8` }).end(text);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { origin: `http://localhost:${server.address().port}`, close: () => (server.closeAllConnections(), server.close()) };
}

export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

/** A tab of a browser, with what its pages have noted, over reloads. */
export class Tab {
  noted = { edits: [], sent: [], conflicts: [], refused: [], faults: [] };
  exceptions = [];
  #opened = 0;

  constructor(name, user, seed) {
    Object.assign(this, { name, user, seed });
  }

  /** Opens it in a browser, again where it was closed. */
  async open(context, origin, service) {
    Object.assign(this, { context, origin, service, token: service.token(this.user) });
    this.page = await context.newPage();
    this.page.on("pageerror", (error) => this.exceptions.push(error.stack));
    this.page.on("console", (message) => process.env.VERBOSE && console.log(this.name, message.text()));
    await this.#enter();
  }

  async #enter() {
    const generation = this.#opened++;
    await this.page.goto(this.origin);
    await this.page.evaluate((args) => openDevice(...args), [`${this.name}.${generation}`, this.user, this.service.url, this.token, this.seed + generation]);
  }

  get isOpen() {
    return !this.page.isClosed();
  }

  /** Loads the page again; what it has noted is kept here. */
  async reload() {
    await this.#keep();
    await this.#enter();
  }

  async close() {
    await this.#keep();
    await this.page.close();
  }

  async #keep() {
    this.noted = await this.notes();
  }

  async notes() {
    if (!this.isOpen) return this.noted;
    const noted = await this.page.evaluate(() => ({ edits: device.edits, sent: device.sent, conflicts: device.conflicts, refused: device.refused, faults: device.faults }));
    return together([this.noted, noted]);
  }

  offline(is) {
    return this.context.setOffline(is);
  }

  /** Has its page know whether the user looks at it; the browser has every page believe that. */
  show(is) {
    return this.page.evaluate((state) => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, is ? "visible" : "hidden");
  }

  edit(count) {
    return this.page.evaluate((count) => device.edit(count), count);
  }

  idle() {
    return this.page.evaluate(() => device.store.idle());
  }

  copy() {
    return this.page.evaluate(() => device.store.copy?.() ?? device.store.rows());
  }

  rows() {
    return this.page.evaluate(() => device.store.rows());
  }
}

/** Returns several notes as one. */
export const together = (notes) => Object.fromEntries(Object.keys(notes[0]).map((name) => [name, notes.flatMap((noted) => noted[name])]));
