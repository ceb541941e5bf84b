// What a test sets by the environment.
const { JWT_ALG, JWT_ROTATION, JWT_GRACE, COOKIE_CACHE } = process.env;

export const tokens = {
  jwks: {
    keyPairConfig: { alg: JWT_ALG || "EdDSA" },
    ...(JWT_ROTATION && { rotationInterval: Number(JWT_ROTATION), gracePeriod: Number(JWT_GRACE) }),
  },
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
  ...(COOKIE_CACHE && { session: { cookieCache: { enabled: true, strategy: "jwt" } } }),
};
