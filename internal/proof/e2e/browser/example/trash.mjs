import { until, want } from "./until.mjs";

/** Deletes, undoes that, restores from the trash, and deletes for good. */
export async function trash(app) {
  const { page } = app;
  await app.add("Throw away");
  const { id } = await app.find("Throw away");
  await page.getByRole("button", { name: "Move Throw away to the trash" }).click();
  await app.tick("Throw away").waitFor({ state: "detached" });
  await app.status("“Throw away” is in the trash.");
  await app.clean("the offer to undo");
  await app.shoot("undo");
  await page.getByRole("button", { name: "Undo" }).click();
  await app.tick("Throw away").waitFor();
  await app.status("“Throw away” is back.");
  want("it is the same task", (await app.find("Throw away")).id === id);

  await page.getByRole("button", { name: "Move Throw away to the trash" }).click();
  await app.status("“Throw away” is in the trash.");
  await page.getByRole("button", { name: "Trash", exact: true }).click();
  await page.getByRole("heading", { name: "Trash", level: 1 }).waitFor();
  await page.getByText("1 in all").waitFor();
  await page.reload();
  await app.row("Throw away").getByText(/^Deleted today/).waitFor();
  await app.clean("the trash");
  await app.shoot("trash");
  await page.getByRole("button", { name: "Restore Throw away" }).click();
  await page.getByRole("heading", { name: "The trash is empty" }).waitFor();
  await page.getByRole("button", { name: "Tasks", exact: true }).click();
  await app.tick("Throw away").waitFor();

  await page.getByRole("button", { name: "Move Throw away to the trash" }).click();
  await app.tick("Throw away").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Trash", exact: true }).click();
  await page.getByRole("button", { name: "Delete Throw away for good" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete for good?" });
  await app.clean("the question");
  await dialog.getByRole("button", { name: "Keep it" }).click();
  await page.getByRole("button", { name: "Delete Throw away for good" }).click();
  await dialog.getByRole("button", { name: "Delete for good" }).click();
  await page.getByRole("heading", { name: "The trash is empty" }).waitFor();
  await until("it is gone", async () => (await app.call("GET", "?deleted=with&q=Throw+away")).length === 0);
  await page.getByRole("button", { name: "Tasks", exact: true }).click();
  await page.getByText("62 in all").waitFor();
}
