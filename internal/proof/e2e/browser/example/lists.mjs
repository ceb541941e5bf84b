import { until, want } from "./until.mjs";

const PAGE = 25; // rows, of the app

/** Pages by cursor, filters, search and order. */
export async function lists(app) {
  const { page } = app;
  const titles = Array.from({ length: 60 }, (_, i) => `Task ${String(i + 1).padStart(2, "0")}`);
  await app.call("POST", "/batch", titles.map((title, i) => ({ title, completed: i % 2 === 1, priority: i % 3 === 0 ? "high" : "low" })));
  const boxes = page.getByRole("list", { name: "Tasks" }).getByRole("checkbox");
  const shown = async (count) => {
    await page.getByText(count).waitFor();
    await until("no page is left", async () => {
      await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
      return !(await page.getByRole("button", { name: /Show more|Loading more/ }).isVisible());
    });
    return boxes.evaluateAll((all) => all.map((box) => box.getAttribute("aria-label").replace("Done: ", "")));
  };

  const cursors = [];
  page.on("request", (request) => {
    const cursor = new URL(request.url()).searchParams.get("cursor");
    if (cursor) cursors.push(cursor);
  });
  await page.reload();
  await page.getByText("62 in all").waitFor();
  want("the first page is one page", (await boxes.count()) === PAGE);
  const all = await shown("62 in all");
  want("each is there once", all.length === 62 && new Set(all).size === 62 && titles.every((title) => all.includes(title)));
  want("the pages came by cursor", cursors.length === 2 && new Set(cursors).size === 2);

  await page.evaluate(() => scrollTo(0, 0));
  await page.getByRole("radio", { name: "Open" }).check({ force: true });
  want("only what is open", (await shown("31 found")).every((title) => !titles.includes(title) || Number(title.slice(5)) % 2 === 1));
  await page.getByLabel("Priority", { exact: true }).selectOption("high");
  await page.getByLabel("Order").selectOption("title");
  await page.getByRole("searchbox", { name: "Search" }).fill("task 0");
  const narrowed = await shown("2 found");
  want("filters, search and order hold together", narrowed.join() === "Task 01,Task 07");
  await page.reload(); // the address has it all
  want("a reload keeps them", (await shown("2 found")).join() === "Task 01,Task 07");
  await app.shoot("narrowed");

  await page.getByRole("searchbox", { name: "Search" }).fill("there is no such task");
  await page.getByRole("heading", { name: "Nothing found" }).waitFor();
  await app.clean("nothing found");
  await page.getByRole("button", { name: "Show all tasks" }).click();
  await page.getByText("62 in all").waitFor();
  want("the field is empty again", (await page.getByRole("searchbox", { name: "Search" }).inputValue()) === "");

  // Where only what is open is listed, what is done leaves.
  await page.getByRole("radio", { name: "Open" }).check({ force: true });
  await page.getByRole("searchbox", { name: "Search" }).fill("Task 59");
  await page.getByText("1 found").waitFor();
  await app.tick("Task 59").click();
  await page.getByText("0 found").waitFor();
  await page.goto(app.origin);
  await page.getByText("62 in all").waitFor();
}
