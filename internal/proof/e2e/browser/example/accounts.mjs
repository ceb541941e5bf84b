// Signs up with Better Auth, at another origin than that of the API.
import { until, want } from "./until.mjs";

async function signUp({ page }, name) {
  await page.getByRole("button", { name: "Make an account" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail").fill(`${name}@app.test`);
  await page.getByLabel("Password").fill("a long password");
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByRole("heading", { name: "Nothing to do" }).waitFor();
}

export async function enter(app) {
  const { page, url } = app;
  await page.goto(url);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await app.clean("sign in");
  await signUp(app, "ann");
  await page.getByText("ann@app.test").waitFor();
  await page.reload(); // the session's cookie is what persists
  await page.getByRole("heading", { name: "Nothing to do" }).waitFor();
}

/** Another account sees nothing of the first, which finds its own again. */
export async function leave(app) {
  const { page } = app;
  await page.getByRole("button", { name: "Sign out" }).click();
  await signUp(app, "bob");
  want("the name is there", await page.getByText("bob@app.test").isVisible());
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("E-mail").fill("ann@app.test");
  await page.getByLabel("Password").fill("a wrong password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").getByText(/./).waitFor();
  await page.getByLabel("Password").fill("a long password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await until("the first has theirs", async () => (await page.getByRole("checkbox").count()) > 0);
}
