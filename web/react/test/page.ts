// A page for the hooks: a document in memory, and a cache of its own for each test.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Window } from "happy-dom";
import { createElement, type ReactElement, type ReactNode } from "react";

const window = new Window();
for (const [name, value] of Object.entries({ window, document: window.document, navigator: window.navigator })) {
  Object.defineProperty(globalThis, name, { value, configurable: true }); // newer Nodes have a navigator
}

const { cleanup, configure, render, renderHook, screen, waitFor } = await import("@testing-library/react");
configure({ asyncUtilTimeout: 30_000 }); // a condition is waited for, however slow the machine

/** Renders what a hook returns, for as long as the callback runs. */
export async function withHook<T>(hook: () => T, use: (current: () => T, until: (holds: () => unknown) => Promise<void>, cache: QueryClient) => Promise<void>): Promise<void> {
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  const wrapper = ({ children }: { children: ReactNode }) => createElement(QueryClientProvider, { client: cache }, children);
  const { result } = renderHook(hook, { wrapper });
  const until = (holds: () => unknown) =>
    waitFor(() => {
      if (!holds()) throw new Error(`it does not hold: ${holds}`);
    });
  try {
    await use(() => result.current, until, cache);
  } finally {
    cleanup();
    cache.clear();
  }
}

/** Shows an element, for as long as the callback runs. */
export async function onPage(element: ReactElement, use: (page: typeof screen) => Promise<void>): Promise<void> {
  render(element);
  try {
    await use(screen);
  } finally {
    cleanup();
  }
}
