// Writes what the client knows of a document: node generate.mjs DOCUMENT FOLDER. The types are
// openapi-typescript's. The table has the exceptions from the rule by which operations take an
// Idempotency-Key (see send.ts); most documents have none.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const [document, folder] = process.argv.slice(2);
const { paths } = JSON.parse(await readFile(document, "utf8"));

const exceptions = {};
for (const [path, item] of Object.entries(paths)) {
  for (const method of ["post", "patch"]) {
    if (!item[method]) continue;
    const needless = method === "patch" ? /(\}|\/batch|\/batch\/each)$/.test(path) : /(\}|\/batch)\/restore$/.test(path);
    const takes = item[method].parameters?.some(({ name }) => name === "Idempotency-Key") ?? false;
    if (takes === needless) exceptions[`${method.toUpperCase()} ${path}`] = takes;
  }
}

const made = "// Made by npm run build.\n";
await mkdir(folder, { recursive: true });
await writeFile(`${folder}/schema.ts`, made + astToString(await openapiTS(pathToFileURL(document), { defaultNonNullable: false })));
await writeFile(`${folder}/exceptions.ts`, `${made}export const exceptions: Readonly<Record<string, boolean>> = ${JSON.stringify(exceptions)};\n`);
