// Uses the example app as people would: node main.mjs MODE URL API FOLDER DELAY. MODE is dev, whose
// URL has a key, or accounts, where somebody signs up. API is the origin of the service. Screenshots
// are left in FOLDER. Requests to the API wait up to DELAY milliseconds. Any error of the page is a
// fault, and so is a request to another server.
import { away } from "./away.mjs";
import { conflicts } from "./conflicts.mjs";
import { keyboard } from "./keyboard.mjs";
import { lists } from "./lists.mjs";
import { looks } from "./looks.mjs";
import { open } from "./page.mjs";
import { trash } from "./trash.mjs";
import { writes } from "./writes.mjs";

const [mode, url, api, folder, delay] = process.argv.slice(2);
const { enter, leave } = await import(`./${mode}.mjs`);

const app = await open({ url, api, folder, delay: Number(delay) });
let failed = "";
try {
  await enter(app);
  for (const walk of [writes, conflicts, lists, trash, away, keyboard, looks]) {
    app.step = walk.name;
    await walk(app);
  }
  app.step = "another user";
  await leave(app);
} catch (error) {
  failed = `${app.step}: ${error.stack}`;
  await app.shoot("failed");
} finally {
  await app.close();
}
for (const fault of [failed, ...app.faults].filter(Boolean)) {
  console.error(fault);
  process.exitCode = 1;
}
