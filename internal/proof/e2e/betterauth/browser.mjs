// Uses client.mjs as a page of the frontend would: node browser.mjs ORIGIN. It
// signs up, makes a task, and prints the answer: {"status": 201, "task": {…}}.
import { tell } from "./settings.mjs";

const origin = process.argv[2];
const send = globalThis.fetch;
let cookies = "";

// What a browser adds: the page's origin, and its cookies to that origin alone.
globalThis.fetch = async (url, init = {}) => {
  if (!url.startsWith("/")) return send(url, init);
  const response = await send(origin + url, { ...init, headers: { ...init.headers, origin, cookie: cookies } });
  const set = response.headers.getSetCookie();
  if (set.length) cookies = set.map((line) => line.split(";")[0]).join("; ");
  return response;
};

const json = (body) => ({ method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
await fetch("/api/auth/sign-up/email", json({ email: "page@app.test", name: "Page", password: "a long password" }));

const { api } = await import("./client.mjs");
const response = await api("/api/v1/tasks", json({ title: "from a page" }));
tell({ status: response.status, task: await response.json() });
