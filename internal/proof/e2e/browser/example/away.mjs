import { until, want } from "./until.mjs";
import { hold } from "./writes.mjs";

/** Offline and back: says so, keeps what was shown, and sends what waits. */
export async function away(app) {
  const { page, context } = app;
  await app.call("POST", "", { title: "Was here" });
  await page.reload();
  await app.tick("Was here").waitFor();
  await context.setOffline(true);
  await page.getByText("You are offline.").waitFor();
  await page.getByText("Changes will be sent when you are back.").waitFor();
  await app.tick("Was here").click();
  await page.getByLabel("New task", { exact: true }).fill("On the train");
  await page.getByLabel("New task", { exact: true }).press("Enter");
  await page.getByText("2 changes wait to be sent: keep this page open.").waitFor();
  want("the toggle is shown", await app.tick("Was here").isChecked());
  await app.row("Was here").getByText("Waits for the network").waitFor();
  await app.row("On the train").getByText("Waits for the network").waitFor();
  await app.clean("offline");
  await app.shoot("offline");
  want("the service knows of neither", !(await app.find("Was here")).completed && !(await app.find("On the train")));
  await context.setOffline(false);
  await page.getByText("You are offline.").waitFor({ state: "detached" });
  await app.tick("On the train").waitFor();
  await until("both are sent, once", async () => {
    const [toggled, added] = [await app.find("Was here"), await app.call("GET", "?q=On+the+train")];
    return toggled.completed && toggled.version === 2 && added.length === 1;
  });

  // An edit waits too.
  await page.getByRole("button", { name: "Edit On the train" }).click();
  await context.setOffline(true);
  const dialog = page.getByRole("dialog", { name: "Edit task" });
  await dialog.getByLabel("Title").fill("On the way");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("It will be saved when you are back online.").waitFor();
  await context.setOffline(false);
  await dialog.waitFor({ state: "detached" });
  await app.tick("On the way").waitFor();

  // A deletion and its undo are sent in this order.
  await context.setOffline(true);
  await page.getByRole("button", { name: "Move On the way to the trash" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("2 changes wait to be sent: keep this page open.").waitFor();
  const before = (await app.find("On the way")).version;
  const release = await hold(page, (url) => /tasks\/[^/]+$/.test(url.pathname));
  let restored = false;
  page.on("request", (request) => (restored ||= request.url().endsWith("/restore")));
  const deleted = page.waitForRequest((request) => request.method() === "DELETE");
  await context.setOffline(false);
  await deleted;
  await page.getByText("You are offline.").waitFor({ state: "detached" });
  want("it is held back", (await app.find("On the way")).version === before);
  want("the undo waits for the deletion", !restored);
  release();
  await app.status("“On the way” is back.");
  await app.tick("On the way").waitFor();
  want("both were done", (await app.find("On the way")).version === before + 2);
}
