// The frontend of docs/auth.md: what stands between the two marks is shown there,
// and a test compares them.

// begin docs/auth.md
const ENTASK_URL = process.env.NEXT_PUBLIC_ENTASK_URL;

let token = "";
let renewAt = 0;

async function getToken() {
  if (Date.now() >= renewAt) {
    const response = await fetch("/api/auth/token"); // with the session's cookie
    if (!response.ok) throw new Error("not signed in");
    ({ token } = await response.json());
    const claims = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    const { iat, exp } = JSON.parse(atob(claims));
    renewAt = Date.now() + (exp - iat - 60) * 1000; // a minute early, by our own clock
  }
  return token;
}

export async function api(path, init = {}) {
  for (let first = true; ; first = false) {
    const headers = new Headers(init.headers);
    headers.set("Authorization", `Bearer ${await getToken()}`);
    const response = await fetch(ENTASK_URL + path, { ...init, headers });
    if (response.status !== 401 || !first) return response;
    renewAt = 0; // its key is gone, or a clock is wrong: once more, with a new token
  }
}
// end docs/auth.md
