// Uses @entask/client with Better Auth's client: node typed.mjs AUTH-ORIGIN ORIGIN SESSION. It
// makes a task, and asks once more without a session.
import { createAuthClient } from "better-auth/client";
import { jwtClient } from "better-auth/client/plugins";
import { betterAuth, createClient } from "../../../../web/client/dist/index.js";
import { tell } from "./settings.mjs";

const [authOrigin, baseUrl, session] = process.argv.slice(2);

const clientOf = (token) => {
  const authClient = createAuthClient({ baseURL: authOrigin, plugins: [jwtClient()], fetchOptions: { auth: { type: "Bearer", token } } });
  return createClient({ baseUrl, token: betterAuth(authClient) });
};

const { data: task } = await clientOf(session).POST("/api/v1/tasks", { body: { title: "by the client" } });
const refused = await clientOf("none").GET("/api/v1/tasks").catch((error) => error.message);
tell({ task, refused });
