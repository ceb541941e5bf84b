// Writes each recipe of docs/sync.md, as it stands there, to build/NAME.ts: those whose block names
// itself in its first line, such as `// rxdb.ts`.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";

const folder = new URL("build/", import.meta.url);
await rm(folder, { recursive: true, force: true });
await mkdir(folder);
const page = await readFile(new URL("../../docs/sync.md", import.meta.url), "utf8");
for (const [, name, code] of page.matchAll(/^```ts\n\/\/ (\w+\.ts)\n([^]*?)^```$/gm)) await writeFile(new URL(name, folder), code);
