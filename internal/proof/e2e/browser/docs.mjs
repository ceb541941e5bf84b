// Authorizes on the docs page with a token and tries GET /api/v1/tasks, as a
// person would, and reloads the page: node docs.mjs ORIGIN TOKEN FOLDER. A screenshot is left in
// FOLDER.
// Any error of the page, and any request to another server, is a fault.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(new URL("../../../tools/npm/package.json", import.meta.url));
const { chromium } = require("playwright-core");

const [origin, token, folder] = process.argv.slice(2);

const context = await chromium.launchPersistentContext(join(folder, "profile"), {
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  headless: true,
  viewport: { width: 1280, height: 1600 },
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const faults = [];
const page = context.pages()[0] ?? (await context.newPage());
try {
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) faults.push(`asks another server: ${url}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} for ${response.url()}`);
  });

  await page.goto(`${origin}/docs`);
  await page.getByRole("button", { name: "Authorize", exact: true }).click();
  const dialog = page.locator(".dialog-ux");
  await dialog.locator("input[type=text]").fill(token);
  await dialog.locator("button.authorize[type=submit]").click();
  await dialog.getByText("Authorized", { exact: true }).waitFor();
  await dialog.locator("button.btn-done").click();

  const operation = page
    .locator(".opblock-get")
    .filter({ has: page.locator('.opblock-summary-path[data-path="/api/v1/tasks"]') });
  await operation.locator(".opblock-summary-control").click();
  // Every error shows one of its own status. The page resolves the references of an operation after
  // it has opened it, and cannot send a request before.
  const responses = operation.locator("table.responses-table:not(.live-responses-table) tr.response");
  await responses.and(page.locator('[data-code^="4"]')).first().waitFor();
  let errors = 0;
  for (const row of await responses.all()) {
    const code = Number(await row.getAttribute("data-code"));
    if (!(code >= 400)) continue;
    errors++;
    const example = await row.locator(".highlight-code code, pre.example code, .example code").first().innerText();
    if (JSON.parse(example).status !== code) faults.push(`the example of ${code} is ${example}`);
  }
  if (errors < 5) faults.push(`${errors} errors are shown, want those of every operation`);

  const execute = operation.getByRole("button", { name: "Execute" });
  const [answer] = await Promise.all([
    page.waitForResponse((r) => new URL(r.url()).pathname === "/api/v1/tasks"),
    execute.click(),
  ]);
  const shown = operation.locator(".live-responses-table .response-col_status").last();
  await shown.waitFor();

  const text = (await shown.innerText()).trim().split(/\s/)[0];
  if (answer.status() !== 200) faults.push(`GET /api/v1/tasks answered ${answer.status()}, want 200`);
  if (text !== "200") faults.push(`the page shows ${text}, want 200`);
  if (!Array.isArray(await answer.json())) faults.push("GET /api/v1/tasks answered no array");
  if (answer.request().headers().authorization !== `Bearer ${token}`) faults.push("the token was not sent");

  await page.reload();
  await page.getByRole("button", { name: "Authorize", exact: true }).click();
  await dialog.getByText("Authorized", { exact: true }).waitFor(); // the token is still there
} catch (error) {
  faults.push(error.message);
} finally {
  await page.screenshot({ path: join(folder, "docs.png"), fullPage: true });
  await context.close();
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
