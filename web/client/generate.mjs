// Writes what the client knows of a document: node generate.mjs DOCUMENT FOLDER. The types are
// openapi-typescript's. One table has the exceptions from the rule by which operations take an
// Idempotency-Key (see send.ts); most documents have none. The other has what lists with a change
// feed can be asked for: their filters, and those of their orders that are the same wherever rows
// are sorted. That of text is not: it is the database's.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const [document, folder] = process.argv.slice(2);
const { paths, components } = JSON.parse(await readFile(document, "utf8"));

const exceptions = {};
for (const [path, item] of Object.entries(paths)) {
  for (const method of ["post", "patch"]) {
    if (!item[method]) continue;
    const needless = method === "patch" ? /(\}|\/batch|\/batch\/each)$/.test(path) : /(\}|\/batch)\/restore$/.test(path);
    const takes = item[method].parameters?.some(({ name }) => name === "Idempotency-Key") ?? false;
    if (takes === needless) exceptions[`${method.toUpperCase()} ${path}`] = takes;
  }
}

const asked = ["equal", "in", "less", "at_most", "greater", "at_least", "is_null"];
const lists = {};
for (const [path, item] of Object.entries(paths)) {
  if (!item.get?.parameters || !paths[`${path}/changes`]?.get) continue;
  const filters = {};
  for (const { name, schema, "x-filter": filter } of item.get.parameters) {
    if (asked.includes(filter?.op)) (filters[filter.field] ??= {})[filter.op] = { name, ...values(schema.items ?? schema) };
  }
  const row = components.schemas[item.get.responses[200].content["application/json"].schema.items.$ref.split("/").at(-1)];
  const orders = {};
  for (const field of item.get.parameters.find(({ name }) => name === "sort")?.schema.enum ?? []) {
    const { type, format, nullable } = row.properties[field] ?? {};
    if (type === "integer" || format === "date-time") orders[field] = { nullable: nullable ?? false };
  }
  lists[path] = { filters, orders };
}

/** Returns what a value of a filter must be. */
function values({ type, format, enum: all, minLength, maxLength, minimum, maximum, pattern }) {
  return { type, format, enum: all, minLength, maxLength, minimum, maximum, pattern };
}

const made = "// Made by npm run build.\n";
await mkdir(folder, { recursive: true });
await writeFile(`${folder}/schema.ts`, made + astToString(await openapiTS(pathToFileURL(document), { defaultNonNullable: false })));
await writeFile(`${folder}/exceptions.ts`, `${made}export const exceptions: Readonly<Record<string, boolean>> = ${JSON.stringify(exceptions)};\n`);
await writeFile(`${folder}/lists.ts`, `${made}export const lists = ${JSON.stringify(lists)};\n`);
