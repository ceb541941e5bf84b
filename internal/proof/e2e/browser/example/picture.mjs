// Makes the picture of the README: node picture.mjs URL FILE. URL is what a new entask dev prints.
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { open } from "./page.mjs";

const [url, file] = process.argv.slice(2);
const folder = await mkdtemp(`${tmpdir()}/entask-picture-`);
const app = await open({ url, api: new URL(url).origin, folder });
const { page } = app;
const size = { width: 700, height: 640 };
await page.setViewportSize(size);
await page.goto(url);
await page.getByRole("button", { name: "Add some examples" }).click();
await app.tick("Water the plants").click();
await page.mouse.move(0, 0);
const shots = [];
for (const scheme of ["light", "dark"]) {
  await page.emulateMedia({ colorScheme: scheme });
  await app.shoot(scheme);
  shots.push((await readFile(`${folder}/${scheme}.png`)).toString("base64"));
}
await page.goto("about:blank");
await page.setViewportSize({ width: 2 * size.width, height: size.height });
await page.setContent(`<body style="margin:0;display:flex">${shots.map((shot) => `<img src="data:image/png;base64,${shot}">`).join("")}`);
await page.screenshot({ path: file });
await app.close();
