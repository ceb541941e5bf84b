// Writes what the tests know of other documents, by the generator of the package.
import { execFileSync } from "node:child_process";

for (const application of ["bulk", "graph"]) {
  const document = new URL(`../../../internal/generate/testdata/${application}/ogent/openapi.json`, import.meta.url).pathname;
  execFileSync("node", ["generate.mjs", document, `test/${application}`], { stdio: "inherit" });
}
