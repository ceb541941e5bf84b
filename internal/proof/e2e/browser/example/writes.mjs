import { until, want } from "./until.mjs";

/** Creates, shows what is wrong beside its field, edits and toggles. */
export async function writes(app) {
  const { page } = app;
  await app.shoot("empty");
  await app.clean("nothing to do");
  await app.add("Buy milk");
  await app.status("Added “Buy milk”.");

  // The service's own words, beside the field that they are about.
  const title = page.getByLabel("New task", { exact: true });
  await title.press("Enter");
  await until("the field is marked", async () => (await title.getAttribute("aria-invalid")) === "true");
  await beside(title, /at least 1 character|must show something|blank/i);
  want("the field has the focus", await title.evaluate((field) => field === document.activeElement));
  await app.clean("a refused title");
  await app.add("Call the landlord");
  want("the mark is gone", (await title.getAttribute("aria-invalid")) === null);

  await page.getByRole("button", { name: "Edit Buy milk" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit task" });
  await dialog.getByLabel("Title").fill("x".repeat(256));
  await dialog.getByLabel("Description").fill("Two litres");
  await dialog.getByLabel("Due").fill("2999-03-08T17:00");
  await dialog.getByLabel("Priority").selectOption("high");
  await dialog.getByRole("button", { name: "Save" }).click();
  await beside(dialog.getByLabel("Title"), /at most 255 characters/i);
  want("the others are not marked", (await dialog.locator("[aria-invalid]").count()) === 1);
  await app.clean("a refused edit");
  await dialog.getByLabel("Title").fill("Buy oat milk");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  for (const text of ["Two litres", "High", "Mar 8, 2999, 17:00"]) await app.row("Buy oat milk").getByText(text).first().waitFor();
  const saved = await app.find("Buy oat milk");
  want("the local time is an instant", saved.due_date.startsWith("2999-03-08T17:00:00"));

  // What is cleared is null.
  await page.getByRole("button", { name: "Edit Buy oat milk" }).click();
  await dialog.getByLabel("Due").fill("");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  want("the date is cleared, and nothing else", await app.find("Buy oat milk").then((now) => now.due_date === null && now.priority === "high"));

  // Optimistic: it is shown while its answer is held back.
  const release = await hold(page);
  await app.tick("Buy oat milk").click();
  await until("it is shown at once", () => app.tick("Buy oat milk").isChecked());
  want("the service does not know yet", !(await app.find("Buy oat milk")).completed);
  release();
  await until("the service knows", async () => (await app.find("Buy oat milk")).completed);
  want("it stays", await app.tick("Buy oat milk").isChecked());
}

/** Holds the next request of a path back, a toggle, until what it returns is called. */
export async function hold(page, path = "**/toggle") {
  let free;
  const freed = new Promise((done) => {
    free = done;
  });
  await page.route(path, (route) => freed.then(() => route.continue()), { times: 1 });
  return free;
}

/** The message that a field is described by. */
async function beside(field, pattern) {
  await until(`the field says ${pattern}`, () =>
    field.evaluate((of, source) => {
      const said = document.getElementById(of.getAttribute("aria-describedby") ?? "");
      return new RegExp(source, "i").test(said?.textContent ?? "");
    }, pattern.source),
  );
}
