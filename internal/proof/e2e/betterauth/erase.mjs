// What docs/user-data.md says of the auth server: what stands between the two marks is shown
// there, and a test compares them.
const lifetime = Number(process.env.JWT_LIFETIME || 900);

// begin docs/user-data.md
import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

const { ENTASK_URL, AUTH_WEBHOOK_SECRET } = process.env;

// post sends a message as Standard Webhooks has it, again and again until it is accepted.
async function post(message) {
  const id = `msg_${randomUUID()}`;
  const body = JSON.stringify(message);
  const key = Buffer.from(AUTH_WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");
  for (let wait = 1; ; wait = Math.min(2 * wait, 600)) {
    const at = String(Math.floor(Date.now() / 1000));
    const signature = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
    const headers = {
      "Content-Type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": at,
      "webhook-signature": `v1,${signature}`,
    };
    const response = await fetch(`${ENTASK_URL}/webhooks/auth`, { method: "POST", headers, body }).catch(() => null);
    if (response?.ok) return;
    await sleep(1000 * (Number(response?.headers.get("retry-after")) || wait));
  }
}

async function erase(user) {
  const message = { type: "user.deleted", timestamp: new Date().toISOString(), data: { id: user.id } };
  await post(message);
  await sleep(1000 * (lifetime + 15)); // until the last token has expired
  await post(message); // what was written with it
}

// deletion is for the options of betterAuth: betterAuth({ …, ...deletion }).
export const deletion = {
  user: { deleteUser: { enabled: true } },
  databaseHooks: { user: { delete: { after: async (user) => void erase(user) } } },
};
// end docs/user-data.md
