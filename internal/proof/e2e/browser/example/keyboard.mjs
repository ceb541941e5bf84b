import { until, want } from "./until.mjs";

/** From the address bar to undo, by the keys alone. What is said is in live regions. */
export async function keyboard({ page, origin, ...app }) {
  const press = (key) => page.keyboard.press(key);
  const focused = (name) =>
    page.evaluate((of) => {
      const now = document.activeElement;
      const label = now?.getAttribute("aria-label") ?? now?.labels?.[0]?.textContent ?? now?.textContent ?? "";
      return label.trim() === of;
    }, name);
  const tabTo = async (name, key = "Tab") => {
    for (let i = 0; i < 60; i++) {
      if (await focused(name)) return;
      await press(key);
    }
    throw new Error(`Tab does not lead to ${name}`);
  };
  const visible = () =>
    page.evaluate(() => {
      const now = document.activeElement;
      const shown = now?.closest(".line, .search, .segments label") ?? now;
      const ring = [now, shown, now?.nextElementSibling].some((of) => of && getComputedStyle(of).outlineStyle !== "none");
      return ring && now !== document.body;
    });

  await page.goto(origin);
  await app.tick("On the way").waitFor();
  await press("Tab");
  want("the first is the way past the header", await focused("Skip to the tasks"));
  await press("Enter");
  await tabTo("New task");
  want("the focus can be seen", await visible());
  await page.keyboard.type("By the keys");
  await press("Enter");
  await app.tick("By the keys").waitFor();

  await tabTo("Done: By the keys");
  want("the focus can be seen", await visible());
  await press("Space");
  await until("it is done", async () => (await app.find("By the keys")).completed);

  await tabTo("Edit By the keys");
  await press("Enter");
  const dialog = page.getByRole("dialog", { name: "Edit task" });
  await dialog.waitFor();
  await tabTo("Title");
  await press("ControlOrMeta+A");
  await page.keyboard.type("By keys alone");
  await press("Escape");
  await dialog.waitFor({ state: "detached" });
  want("Escape changes nothing, and gives the focus back", (await focused("Edit By the keys")) && (await app.tick("By the keys").isVisible()));
  await press("Enter");
  await tabTo("Title");
  await press("ControlOrMeta+A");
  await page.keyboard.type("By keys alone");
  await press("Enter");
  await dialog.waitFor({ state: "detached" });
  await app.status("Saved “By keys alone”.");
  await app.tick("By keys alone").waitFor();
  await tabTo("Edit By keys alone");

  await tabTo("Move By keys alone to the trash");
  await press("Enter");
  await app.tick("By keys alone").waitFor({ state: "detached" });
  await until("the list has the focus", () => focused_in(page));
  await app.status("“By keys alone” is in the trash.");
  await tabTo("Undo", "Shift+Tab");
  await press("Enter");
  await app.tick("By keys alone").waitFor();
}

const focused_in = (page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label") === "Tasks");
