import { until, want } from "./until.mjs";
import { hold } from "./writes.mjs";

/** Another tab was first: with an edit of the same, with an edit of another field, with a toggle. */
export async function conflicts(app) {
  const { page, context, origin } = app;
  const other = await context.newPage();
  await other.goto(origin);
  await other.getByRole("button", { name: "Edit Call the landlord" }).waitFor();
  const edit = async (on, fields) => {
    await on.getByRole("dialog").waitFor({ state: "detached" });
    await on.getByRole("button", { name: /^Edit Call/ }).first().click();
    for (const [label, value] of Object.entries(fields)) {
      const field = on.getByRole("dialog").getByLabel(label, { exact: true });
      await (label === "Priority" ? field.selectOption(value) : field.fill(value));
    }
  };
  const save = (on, name = "Save") => on.getByRole("dialog").getByRole("button", { name, exact: true }).click();

  await edit(page, { Title: "Call her", Description: "About the heating" });
  await edit(other, { Title: "Call the plumber", Priority: "low" });
  await save(other);
  await other.getByRole("dialog").waitFor({ state: "detached" });
  await save(page);
  const dialog = page.getByRole("dialog", { name: "Edit task" });
  await dialog.getByRole("alert").getByText("Changed elsewhere while you were editing.").waitFor();
  await dialog.getByText("Now: “Call the plumber”").waitFor();
  want("mine is kept", (await dialog.getByLabel("Title", { exact: true }).inputValue()) === "Call her");
  want("theirs is taken where mine is unchanged", (await dialog.getByLabel("Priority").inputValue()) === "low");
  await app.shoot("conflict");
  await app.clean("a conflict");
  await dialog.getByRole("button", { name: "Take theirs for title" }).click();
  want("theirs is in the field", (await dialog.getByLabel("Title", { exact: true }).inputValue()) === "Call the plumber");
  await save(page, "Save mine");
  await dialog.waitFor({ state: "detached" });
  const now = await app.find("Call the plumber");
  want("nothing of either is lost", now.description === "About the heating" && now.priority === "low");
  await app.settled();

  // Two that fit need no choice.
  await other.reload();
  await edit(page, { Description: "About the radiator" });
  await edit(other, { Priority: "high" });
  await save(other);
  await other.getByRole("dialog").waitFor({ state: "detached" });
  await save(page);
  await dialog.getByText("Your changes fit theirs: save again.").waitFor();
  await save(page, "Save mine");
  await dialog.waitFor({ state: "detached" });
  const both = await app.find("Call the plumber");
  want("both are there", both.description === "About the radiator" && both.priority === "high");
  await app.settled();

  // A toggle is taken back: shown while it is on its way, then as the other tab has made it.
  await other.reload();
  await app.tick("Call the plumber", other).click();
  await until("the other tab was first", async () => (await app.find("Call the plumber")).completed);
  await app.call("PATCH", `/${both.id}`, { completed: false });
  want("this tab does not know", !(await app.tick("Call the plumber").isChecked()));
  const release = await hold(page);
  await app.tick("Call the plumber").click();
  await until("it is shown at once", () => app.tick("Call the plumber").isChecked());
  release();
  await app.status("“Call the plumber” was changed elsewhere.");
  await until("it is taken back", async () => !(await app.tick("Call the plumber").isChecked()));
  await other.close();
}
