import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// With ENTASK_URL, the app is built for accounts of Better Auth, and calls the API of that origin.
// Without it, it is built into the binary, where entask dev serves it beside the API.
const url = process.env.ENTASK_URL ?? "";
const gate = url ? "accounts" : "dev";

export default defineConfig({
  plugins: [react()],
  define: { __ENTASK_URL__: JSON.stringify(url) },
  resolve: { alias: { "#gate": new URL(`src/gate/${gate}.tsx`, import.meta.url).pathname } },
  build: {
    outDir: url ? "build" : "../../internal/service/frontend/dist",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the policy of the page allows files alone
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
    license: { fileName: "licenses.txt" },
  },
  server: {
    proxy: { "/api/auth": "http://localhost:3000", "/api": "http://127.0.0.1:8000", "/dev": "http://127.0.0.1:8000" },
  },
});
