// Uses the example app in Firefox, from signing up to undo: node firefox.mjs URL API FOLDER. URL is
// that of the accounts, and API another origin. Debian's Firefox is driven by WebDriver BiDi; that
// of playwright cannot be had. Any error of the page is a fault.
import { createRequire } from "node:module";
import { join } from "node:path";
import { until, want } from "./until.mjs";

const puppeteer = createRequire(new URL("../../../../tools/npm/package.json", import.meta.url))("puppeteer-core");
const [url, api, folder] = process.argv.slice(2);

const browser = await puppeteer.launch({ browser: "firefox", executablePath: process.env.FIREFOX || "/usr/bin/firefox-esr", headless: true, defaultViewport: null, args: ["--width=1000", "--height=900"] });
const page = await browser.newPage();
const faults = [];
let token = "";
page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
page.on("request", (request) => {
  if (request.url().startsWith(`${api}/api/v1/`)) token = request.headers().authorization ?? token;
});

/** Returns what is visible and has a name, by its label or its text. */
async function named(name, selector = "button, input, select, textarea") {
  let found;
  await until(`there is "${name}"`, async () => {
    found = (await page.evaluateHandle((name, selector) => {
      const nameOf = (of) => of.getAttribute("aria-label") ?? of.labels?.[0]?.textContent ?? of.textContent;
      const top = document.querySelector("dialog[open]") ?? document;
      return [...top.querySelectorAll(selector)].find((of) => of.checkVisibility() && nameOf(of).trim() === name);
    }, name, selector)).asElement();
    return found;
  });
  return found;
}
const press = async (name) => (await named(name)).click();
const says = (text) => until(`it says "${text}"`, () => page.evaluate((text) => document.body.innerText.includes(text), text));
const isDone = async (title) => (await named(`Done: ${title}`)).evaluate((of) => of.checked);
async function fill(name, text) {
  const field = await named(name);
  await field.evaluate((of) => of.select());
  await field.type(text);
}

/** Returns the tasks that the service has with a title, in the trash or not. */
async function tasks(title) {
  const answer = await fetch(`${api}/api/v1/tasks?${new URLSearchParams({ q: title, deleted: "with" })}`, { headers: { Authorization: token } });
  return answer.json();
}

let step = "sign up";
try {
  await page.goto(url);
  await press("Make an account");
  await fill("Name", "fox");
  await fill("E-mail", "fox@app.test");
  await fill("Password", "a long password");
  await press("Sign up");
  await says("Nothing to do");

  step = "create";
  await fill("New task", "Buy milk");
  await page.keyboard.press("Enter");
  await says("Added “Buy milk”.");
  await page.reload(); // the session persists, and the list is revalidated
  want("it is not done", !(await isDone("Buy milk")));

  step = "edit";
  await press("Edit Buy milk");
  await fill("Title", "Buy oat milk");
  await press("Save");
  await says("Saved “Buy oat milk”.");

  step = "toggle";
  await press("Done: Buy oat milk");
  await until("the service knows", async () => (await tasks("Buy oat milk"))[0]?.completed);
  want("it is shown", await isDone("Buy oat milk"));

  step = "trash and undo";
  await press("Move Buy oat milk to the trash");
  await says("“Buy oat milk” is in the trash.");
  await until("the service knows", async () => (await tasks("Buy oat milk"))[0]?.deleted_at);
  await press("Undo");
  await says("“Buy oat milk” is back.");
  const [task] = await tasks("Buy oat milk");
  want("it is as it was", task.deleted_at === null && task.completed && task.version === 5);
  await named("Done: Buy oat milk");

  step = "sign out";
  await page.screenshot({ path: join(folder, "firefox.png") });
  await press("Sign out");
  await named("Make an account");
} catch (error) {
  faults.unshift(`${step}: ${error.stack}`);
  await page.screenshot({ path: join(folder, "firefox-failed.png") });
} finally {
  await browser.close();
}
for (const fault of faults) {
  console.error(fault);
  process.exitCode = 1;
}
