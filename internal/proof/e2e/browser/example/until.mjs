// What the walks wait for and ask for.
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds for a condition, however slow the machine. */
export const PATIENCE = 30_000;

/** Waits until a condition holds. */
export async function until(what, holds) {
  for (const end = Date.now() + PATIENCE; ; await sleep(25)) {
    if (await holds()) return;
    if (Date.now() > end) throw new Error(`it does not become true: ${what}`);
  }
}

export function want(what, holds) {
  if (!holds) throw new Error(`it is not true: ${what}`);
}
