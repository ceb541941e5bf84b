// The auth server as docs/auth.md describes it: what stands between the two marks
// is shown there, and a test compares them.
import { memoryAdapter } from "better-auth/adapters/memory";
import { more, tokens } from "./settings.mjs";

const database = memoryAdapter({ user: [], session: [], account: [], verification: [], jwks: [] });

// begin docs/auth.md
import { betterAuth } from "better-auth";
import { bearer, jwt } from "better-auth/plugins";

export const auth = betterAuth({
  baseURL: process.env.BETTER_AUTH_URL, // what Entask's BETTER_AUTH_URL says too
  secret: process.env.BETTER_AUTH_SECRET,
  database,
  emailAndPassword: { enabled: true },
  plugins: [
    jwt(tokens), // /api/auth/token and /api/auth/jwks
    bearer(), // only if some clients have no cookies
  ],
  ...more,
});
// end docs/auth.md
