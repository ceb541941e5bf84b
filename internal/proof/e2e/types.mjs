// Says of pairs of documents whether openapi-typescript makes the same types of both, but for
// comments: node types.mjs FILE FILE...
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(new URL("../../../web/package.json", import.meta.url));
const { default: openapiTS, astToString } = require("openapi-typescript");

const comment = /\/\*\*.*?\*\//gs;

async function types(file) {
  const all = astToString(await openapiTS(pathToFileURL(file), { defaultNonNullable: false }));
  return all.replace(comment, "").split("\n").map((line) => line.trim()).filter(Boolean);
}

const files = process.argv.slice(2);
for (let i = 0; i < files.length; i += 2) {
  const [one, other] = [await types(files[i]), await types(files[i + 1])];
  const at = one.findIndex((line, n) => line !== other[n]);
  if (at >= 0 || one.length !== other.length || one.length < 100) {
    console.error(`${files[i]}: line ${at} of ${one.length}: ${one[at]}, and of ${files[i + 1]}: ${other[at]}`);
    process.exitCode = 1;
  }
}
