import { want } from "./until.mjs";

const PHONE = { width: 360, height: 740 };

/** Light, dark and phone width: axe finds nothing, nothing is cut off, and the colors follow. */
export async function looks(app) {
  const { page } = app;
  const desk = page.viewportSize();
  const colors = {};
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const [name, size] of Object.entries({ desk, phone: PHONE })) {
      await page.setViewportSize(size);
      await page.goto(app.origin);
      await page.getByText(/\d+ in all/).waitFor();
      await app.clean(`${scheme}, ${name}`);
      await app.shoot(`${scheme}-${name}`);
      want(`nothing is cut off: ${scheme}, ${name}`, await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
      const small = await page.evaluate(() =>
        [...document.querySelectorAll("main button, main select, main input:not([type=radio])")]
          .filter((of) => of.checkVisibility() && Math.min(of.offsetWidth, of.offsetHeight) < 24)
          .map((of) => of.outerHTML),
      );
      want(`what is pressed is large enough: ${scheme}, ${name}: ${small}`, small.length === 0);
      await page.getByRole("button", { name: /^Edit/ }).first().click();
      await page.getByRole("dialog").getByRole("button", { name: "Save" }).waitFor();
      await app.clean(`${scheme}, ${name}, edit`);
      await app.shoot(`${scheme}-${name}-edit`);
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.getByRole("button", { name: "Trash", exact: true }).click();
      await page.getByRole("heading", { name: "The trash is empty" }).waitFor();
      await app.clean(`${scheme}, ${name}, trash`);
    }
    colors[scheme] = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  }
  want("dark is not light", colors.light !== colors.dark);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(desk);
  await page.goto(app.origin);
  await page.getByText(/\d+ in all/).waitFor();
}
