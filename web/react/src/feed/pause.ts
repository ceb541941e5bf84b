/** Milliseconds until what has failed is tried again, where no network comes back before. */
const most = 1000;

/** Waits until the network may be back, or the signal is aborted. */
export function pause(signal?: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const stop = new AbortController();
    const end = () => {
      clearTimeout(timer);
      stop.abort();
      done();
    };
    const timer = setTimeout(end, most);
    globalThis.addEventListener?.("online", end, { signal: stop.signal });
    signal?.addEventListener("abort", end, { signal: stop.signal });
  });
}
