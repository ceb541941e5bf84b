// Signs in to the app of entask dev by the key in its URL.
import { until, want } from "./until.mjs";

export async function enter(app) {
  const { page, origin, url } = app;
  await page.goto(origin);
  await page.getByRole("heading", { name: "Open your tasks" }).waitFor();
  await app.clean("without a key");
  await page.getByLabel("Address or key").fill("not-the-key");
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByRole("alert").getByText("This is not the key of this entask dev.").waitFor();
  await page.goto(url);
  await page.getByRole("heading", { name: "Nothing to do" }).waitFor();
  want("the key has left the address", !page.url().includes("key"));
  await page.goto(origin); // the next visit needs no key
  await page.getByRole("heading", { name: "Nothing to do" }).waitFor();
}

/** Another user of this machine sees nothing of the first. */
export async function leave({ page }) {
  const who = page.getByLabel("Signed in as");
  await who.selectOption("ann");
  await page.getByRole("heading", { name: "Nothing to do" }).waitFor();
  await page.getByText("0 in all").waitFor();
  await who.selectOption("dev");
  await until("the first has theirs", async () => (await page.getByRole("checkbox").count()) > 0);
}
