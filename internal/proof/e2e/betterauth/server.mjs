// Serves auth.mjs on a free port of 127.0.0.1 until its standard input ends, and
// prints where: {"address": "127.0.0.1:12345"}.
import { fromNodeHeaders, toNodeHandler } from "better-auth/node";
import { createServer } from "node:http";
import { auth } from "./auth.mjs";
import { tell } from "./settings.mjs";

const handle = toNodeHandler(auth);

const server = createServer(async (request, response) => {
  if (request.url !== "/server-side-token") return handle(request, response);
  // As a server component of Next.js would.
  const { token } = await auth.api.getToken({ headers: fromNodeHeaders(request.headers) });
  response.end(JSON.stringify({ token }));
});
server.listen(0, "127.0.0.1", () => tell({ address: `127.0.0.1:${server.address().port}` }));
process.stdin.on("end", () => process.exit()).resume();
