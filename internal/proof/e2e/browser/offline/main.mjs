// Edits at random on two devices of a user, one of them with two tabs, without a network, while the
// service is killed and started again: node main.mjs KIND BINARY DATABASE SEED. KIND is a page of
// web/offline. What the tabs and the database have in the end must be the same, and what was
// acknowledged must be in it.
import { setTimeout as sleep } from "node:timers/promises";
import { check } from "./check.mjs";
import { launch, serve, Tab, together } from "./pages.mjs";
import { freePort, Service } from "./service.mjs";

const [kind, binary, database, seedText] = process.argv.slice(2);
const seed = Number(seedText);
const list = kind === "projects" ? "/api/v1/projects" : "/api/v1/tasks";
const shown = kind === "projects" ? (row) => ({ ...row, title: row.name, completed: row.archived }) : (row) => row;
const keeps = !["db", "query"].includes(kind); // what is not sent, over a reload, for all tabs of a browser
const [many, least] = keeps ? [78, { edits: 1000, conflicts: 10 }] : [27, { edits: 300, conflicts: 3 }];
const page = await serve(kind);
const service = new Service(binary, database, page.origin, await freePort());
const browser = await launch();
let step = "start";
try {
  await service.start();
  const [one, next, two, other] = [new Tab("one", "ann", seed), new Tab("next", "ann", seed + 100), new Tab("two", "ann", seed + 200), new Tab("other", "bob", seed + 300)];
  for (const tab of [one, two, other]) await tab.open(await browser.newContext(), page.origin, service);
  await next.open(one.context, page.origin, service);
  const tabs = [one, next, two];
  const stores = keeps ? [[one, next], [two]] : tabs.map((tab) => [tab]);
  const all = (what) => Promise.all(tabs.filter((tab) => tab.isOpen).map(what));
  const notes = () => Promise.all(stores.map(async (store) => together(await Promise.all(store.map((tab) => tab.notes())))));

  await round("the first rows", async () => {
    await Promise.all(keeps ? [one.edit(10), next.edit(10)] : [one.edit(20)]);
    for (const tab of [next, one, next]) await lookAt(tab);
  });
  if ((await notes())[0].conflicts.length) throw new Error("a device is in conflict with itself");
  await round("all away", async () => {
    await all((tab) => tab.offline(true));
    await all((tab) => tab.edit(many));
    await all((tab) => tab.offline(false));
  });
  await round("the service is killed while it is written to, and the first tab closed", async () => {
    await all((tab) => tab.offline(true));
    await all((tab) => tab.edit(many));
    const before = await acknowledged();
    await all((tab) => tab.offline(false));
    await until(async () => (await acknowledged()) > before + 5, "nothing is written");
    await service.kill();
    if (keeps) {
      if ((await next.notes()).sent.length) throw new Error("both tabs of a browser send");
      await one.close();
    }
    await service.start();
    if (keeps) return;
    await until(() => one.idle(), "edits are not sent");
    await one.close();
  });
  await round("the first tab is opened again", () => one.open(next.context, page.origin, service));
  await round(`a page is loaded again ${keeps ? "before" : "after"} its edits are sent`, async () => {
    await all((tab) => tab.offline(true));
    await all((tab) => tab.edit(many));
    await service.kill();
    await all((tab) => tab.offline(false));
    if (keeps) await two.reload();
    await service.start();
    if (keeps) return;
    await until(() => two.idle(), "edits are not sent");
    await two.reload();
  });
  await round("one away, one not", async () => {
    await one.offline(true);
    await all((tab) => tab.edit(many));
    await one.offline(false);
  });
  await round("all at once", async () => {
    await all((tab) => tab.edit(20));
  });

  step = "the other user";
  if ((await other.rows()).length + (await service.list("bob", list)).length + (await other.notes()).sent.length > 0) throw new Error("another user sees rows");
  step = "what the devices have noted";
  console.log(check(await notes(), (await service.list("ann", list)).map(shown), least));
  await round("an edit that is refused", async () => {
    await one.page.evaluate(async () => {
      const [row] = await device.store.rows();
      await device.store.change(row.id, { title: "" });
      await device.store.create({ id: crypto.randomUUID(), title: "" });
    });
    await until(async () => (await (keeps ? next : one).notes()).refused.length >= 2, "it is not shown");
  });
  await round("the user is erased, so no cursor leads on", async () => {
    await service.erase("ann");
    await until(async () => (await all((tab) => tab.rows())).every((rows) => rows.length === 0), "rows are left");
    await two.edit(1);
  });
  for (const { exceptions } of [...tabs, other]) if (exceptions.length) throw new Error(exceptions.join("\n"));

  /** Does something, and waits until all tabs and the database have the same. */
  async function round(name, does) {
    step = name;
    const began = Date.now();
    await does();
    let difference;
    await until(async () => {
      await all((tab) => tab.idle());
      const there = canonical((await service.list("ann", list)).map(shown));
      const here = (await all(async (tab) => [[tab.name, await tab.rows()], [`${tab.name}, by the client alone`, await tab.copy()]])).flat();
      difference = here.map(([by, rows]) => [by, canonical(rows)]).filter(([, rows]) => rows !== there).map(([by, rows]) => `${by}:\n${diff(rows, there)}`);
      return difference.length === 0;
    }, async () => `different after all:\n${difference.join("\n")}\n${JSON.stringify((await notes()).map(({ faults, refused, sent }) => ({ faults: faults.slice(-3), refused, sent: sent.slice(-3) })))}`);
    console.log(`${name}: ${Date.now() - began} ms`);
  }

  /** Has the user go from one tab of the first device to the other. */
  async function lookAt(tab) {
    for (const its of [one, next]) await its.show(its === tab);
  }

  async function acknowledged() {
    return (await notes()).flatMap(({ sent }) => sent).filter(({ status }) => status < 300).length;
  }
} catch (error) {
  console.error(`seed ${seed}: ${step}: ${error.stack}\n${service.log.slice(-2000)}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  page.close();
  await service.kill();
}

/** Waits for a condition, however slow the machine. */
async function until(holds, otherwise) {
  for (const end = Date.now() + Number(process.env.PATIENCE || 60_000); Date.now() < end; await sleep(50)) if (await holds()) return;
  throw new Error(typeof otherwise === "string" ? otherwise : await otherwise());
}

/** Returns rows in one order and one form. */
function canonical(rows) {
  const order = (row) => JSON.stringify(Object.fromEntries(Object.keys(row).sort().map((name) => [name, row[name]])));
  return rows.map(order).sort().join("\n");
}

function diff(here, there) {
  const [h, t] = [here, there].map((rows) => new Set(rows.split("\n")));
  const only = (a, b, sign) => [...a].filter((row) => !b.has(row)).map((row) => `${sign} ${row}`);
  return [...only(h, t, "+"), ...only(t, h, "-")].slice(0, 10).join("\n");
}
