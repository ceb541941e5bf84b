import { useCallback, useState } from "react";
import type { Priority } from "../session";

export type Sort = "-created_at" | "due_date" | "title" | "-updated_at";

/** What is shown. It stands in the page's address, so that a reload and a link keep it. */
export interface View {
  trash: boolean;
  completed: boolean | undefined;
  priority: Priority | undefined;
  q: string;
  sort: Sort;
}

export type Change = (part: Partial<View>) => void;

export const SORTS: Record<Sort, string> = { "-created_at": "Newest first", due_date: "Due first", title: "By title", "-updated_at": "Last changed" };
export const PRIORITIES: Record<Priority, string> = { high: "High", medium: "Medium", low: "Low" };

const has = <T extends object>(names: T, name: string | null): name is keyof T & string => name !== null && Object.hasOwn(names, name);

function read(): View {
  const query = new URLSearchParams(location.search);
  const [priority, sort, done] = [query.get("priority"), query.get("sort"), query.get("completed")];
  return {
    trash: query.has("trash"),
    completed: done === null ? undefined : done === "true",
    priority: has(PRIORITIES, priority) ? priority : undefined,
    q: query.get("q") ?? "",
    sort: has(SORTS, sort) ? sort : "-created_at",
  };
}

function write(view: View): void {
  const query = new URLSearchParams();
  if (view.trash) query.set("trash", "");
  if (view.completed !== undefined) query.set("completed", String(view.completed));
  if (view.priority) query.set("priority", view.priority);
  if (view.q) query.set("q", view.q);
  if (view.sort !== "-created_at") query.set("sort", view.sort);
  history.replaceState(null, "", query.size > 0 ? `?${query}` : location.pathname);
}

export function useView(): [View, Change] {
  const [view, set] = useState(read);
  const change = useCallback<Change>((part) => {
    set((before) => {
      const now = { ...before, ...part };
      write(now);
      return now;
    });
  }, []);
  return [view, change];
}
