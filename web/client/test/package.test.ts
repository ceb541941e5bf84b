import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { exceptions as bulk } from "./bulk/exceptions.js";

const root = new URL("../../../", import.meta.url);

/** Returns how many bytes a page loads that has this code, gzipped. */
async function bytes(contents: string, external: string[] = []): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true, minify: true, format: "esm", platform: "browser", write: false, external,
  });
  return gzipSync(outputFiles[0]?.contents ?? assert.fail()).length;
}

test("all of it is under 8 KiB, and parts are left out that nobody uses", async () => {
  const all = await bytes(`export * from "@entask/client"`);
  const one = await bytes(`export { ifMatch } from "@entask/client"`);
  const some = await bytes(`export { createClient } from "@entask/client"`);
  console.log(`gzipped: all ${all} bytes, createClient ${some}, ifMatch ${one}`);
  assert.ok(all < 8 * 1024);
  assert.ok(one < 512 && some < all);
});

test("what follows a change feed is under 3 KiB, or 6 with what queries ask for, without the client and the database", async () => {
  const external = ["@entask/client", "@tanstack/db", "rxdb", "rxjs"];
  for (const [name, most] of [["db", 3], ["rxdb", 3], ["query", 6]] as const) {
    const size = await bytes(`export * from "@entask/react/${name}"`, external);
    console.log(`gzipped: @entask/react/${name} ${size} bytes`);
    assert.ok(size < most * 1024, name);
  }
});

for (const name of ["client", "react"]) {
  test(`publint and attw find nothing in what is published of @entask/${name}`, () => {
    const cwd = new URL(`web/${name}`, root);
    const folder = mkdtempSync(join(tmpdir(), "entask-web-"));
    try {
      execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], { cwd });
      const packed = join(folder, `entask-${name}-0.0.0.tgz`);
      for (const [program, ...args] of [["publint", packed, "--strict"], ["attw", packed, "--profile", "esm-only", "--format", "ascii"]] as const) {
        const { status, stdout, stderr } = spawnSync(`../node_modules/.bin/${program}`, args, { cwd, encoding: "utf8" });
        assert.equal(status, 0, `${program}: ${stdout}${stderr}`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test("no any is written, and none is handed out", () => {
  for (const folder of ["client/src", "client/dist", "react/src", "react/dist"]) {
    for (const name of readdirSync(new URL(`web/${folder}`, root), { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts")) continue;
      const text = readFileSync(new URL(`web/${folder}/${name}`, root), "utf8").replaceAll(/\/\*[^]*?\*\/|\/\/.*|"[^"]*"/g, "");
      assert.doesNotMatch(text, /\bany\b/, `${folder}/${name}`);
    }
  }
});

interface Document {
  paths: Record<string, Record<string, { operationId?: string; parameters?: { name?: string }[] }>>;
}

test("each operation that takes an Idempotency-Key gets one, in any document, and no other", async () => {
  const { keyOf } = (await import(new URL("web/client/dist/send.js", root).href)) as typeof import("../dist/send.js");
  const applications = readdirSync(new URL("internal/generate/testdata", root), { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== "refused");
  const counted = { keyed: 0, refused: 0 };
  for (const folder of ["", ...applications.map((entry) => `internal/generate/testdata/${entry.name}/`)]) {
    const document = JSON.parse(readFileSync(new URL(`${folder}ogent/openapi.json`, root), "utf8")) as Document;
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        if (operation.operationId === undefined) continue;
        const takes = operation.parameters?.some(({ name }) => name === "Idempotency-Key") ?? false;
        const key = keyOf(method.toUpperCase(), path, folder.endsWith("/bulk/") ? bulk : {});
        assert.equal(key === "taken", takes, `${folder}: ${method} ${path}: ${key}`);
        if (takes) counted.keyed++;
        if (key === "refused") counted.refused++;
      }
    }
  }
  assert.ok(counted.keyed > 20 && counted.refused === 1, JSON.stringify(counted));
});
