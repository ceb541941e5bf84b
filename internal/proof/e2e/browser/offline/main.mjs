// Edits at random on two devices of a user, without a network, while the service is killed and
// started again: node main.mjs KIND BINARY DATABASE SEED. KIND is a page of web/offline. What the
// devices and the database have in the end must be the same, and what was acknowledged must be in it.
import { setTimeout as sleep } from "node:timers/promises";
import { check } from "./check.mjs";
import { Device, launch, serve } from "./pages.mjs";
import { freePort, Service } from "./service.mjs";

const [kind, binary, database, seedText] = process.argv.slice(2);
const seed = Number(seedText);
const list = kind === "projects" ? "/api/v1/projects" : "/api/v1/tasks";
const shown = kind === "projects" ? (row) => ({ ...row, title: row.name, completed: row.archived }) : (row) => row;
const keeps = !["db", "query"].includes(kind); // what is not sent, over a reload
const [many, least] = keeps ? [115, { edits: 1000, conflicts: 10 }] : [40, { edits: 300, conflicts: 3 }];
const page = await serve(kind);
const service = new Service(binary, database, page.origin, await freePort());
const browser = await launch();
let step = "start";
try {
  await service.start();
  const [one, two, other] = [new Device("one", "ann", seed), new Device("two", "ann", seed + 100), new Device("other", "bob", seed + 200)];
  const both = [one, two];
  for (const device of [...both, other]) await device.open(browser, page.origin, service);
  const all = (what) => Promise.all(both.map(what));

  await round("the first rows", async () => {
    await one.edit(20);
  });
  if ((await one.notes()).conflicts.length) throw new Error("a device is in conflict with itself");
  await round("both away", async () => {
    await all((device) => device.offline(true));
    await all((device) => device.edit(many));
    await all((device) => device.offline(false));
  });
  await round("the service is killed while it is written to", async () => {
    await all((device) => device.offline(true));
    await all((device) => device.edit(many));
    const before = await acknowledged();
    await all((device) => device.offline(false));
    await until(async () => (await acknowledged()) > before + 5, "nothing is written");
    await service.kill();
    await service.start();
  });
  await round(`a page is loaded again ${keeps ? "before" : "after"} its edits are sent`, async () => {
    await all((device) => device.offline(true));
    await all((device) => device.edit(many));
    await service.kill();
    await all((device) => device.offline(false));
    if (keeps) await two.reload();
    await service.start();
    if (keeps) return;
    await until(() => two.idle(), "edits are not sent");
    await two.reload();
  });
  await round("one away, one not", async () => {
    await one.offline(true);
    await all((device) => device.edit(many));
    await one.offline(false);
  });
  await round("both at once", async () => {
    await all((device) => device.edit(30));
  });

  step = "the other user";
  if ((await other.rows()).length + (await service.list("bob", list)).length + (await other.notes()).sent.length > 0) throw new Error("another user sees rows");
  step = "what the devices have noted";
  console.log(check(await all((device) => device.notes()), (await service.list("ann", list)).map(shown), least));
  await round("an edit that is refused", async () => {
    await one.page.evaluate(async () => {
      const [row] = await device.store.rows();
      await device.store.change(row.id, { title: "" });
      await device.store.create({ id: crypto.randomUUID(), title: "" });
    });
    await until(async () => (await one.notes()).refused.length >= 2, "it is not shown");
  });
  await round("the user is erased, so no cursor leads on", async () => {
    await service.erase("ann");
    await until(async () => (await Promise.all(both.map((device) => device.rows()))).every((rows) => rows.length === 0), "rows are left");
    await two.edit(1);
  });
  for (const { exceptions } of [...both, other]) if (exceptions.length) throw new Error(exceptions.join("\n"));

  /** Does something, and waits until both devices and the database have the same. */
  async function round(name, does) {
    step = name;
    const began = Date.now();
    await does();
    let difference;
    await until(async () => {
      await all((device) => device.idle());
      const [there, ...here] = (await Promise.all([service.list("ann", list).then((rows) => rows.map(shown)), ...both.flatMap((device) => [device.rows(), device.copy()])])).map(canonical);
      difference = here.map((rows, i) => rows !== there && `${both[i >> 1].name}${i % 2 ? ", by the client alone" : ""}:\n${diff(rows, there)}`).filter(Boolean);
      return difference.length === 0;
    }, async () => `different after all:\n${difference.join("\n")}\n${JSON.stringify((await all((device) => device.notes())).map(({ faults, refused, sent }) => ({ faults: faults.slice(-3), refused, sent: sent.slice(-3) })))}`);
    console.log(`${name}: ${Date.now() - began} ms`);
  }

  async function acknowledged() {
    const notes = await all((device) => device.notes());
    return notes.flatMap(({ sent }) => sent).filter(({ status }) => status < 300).length;
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
