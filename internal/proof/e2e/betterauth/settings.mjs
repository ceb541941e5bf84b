// What a test sets by the environment.
import { deletion } from "./erase.mjs";

const { JWT_ALG, JWT_ROTATION, JWT_GRACE, JWT_LIFETIME, COOKIE_CACHE, AUTH_WEBHOOK_SECRET } = process.env;

export const tokens = {
  jwks: {
    keyPairConfig: { alg: JWT_ALG || "EdDSA" },
    ...(JWT_ROTATION && { rotationInterval: Number(JWT_ROTATION), gracePeriod: Number(JWT_GRACE) }),
  },
  ...(JWT_LIFETIME && { jwt: { expirationTime: `${JWT_LIFETIME}s` } }),
  sessionCookieCache: COOKIE_CACHE === "keys", // signed like the tokens, or with the secret
};

/** tell prints one line of JSON, which the test reads. */
export const tell = (line) => console.log(JSON.stringify(line));

export const more = {
  logger: { level: "error" },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  emailVerification: {
    sendOnSignUp: true,
    sendVerificationEmail: async ({ user, token }) => tell({ mail: user.email, token }),
  },
  ...(AUTH_WEBHOOK_SECRET && deletion),
  ...(COOKIE_CACHE && { session: { cookieCache: { enabled: true, strategy: "jwt" } } }),
};
