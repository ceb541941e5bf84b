import { ifMatch, PreconditionFailed } from "@entask/client";
import { hasRow, listOptions, type Page } from "@entask/react";
import { type InfiniteData, type QueryClient, keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { TASK, TASKS, type Task, useApi } from "../session";
import { useToast } from "../shell/toast";
import type { View } from "../shell/view";

const PAGE = 25;

/** The list of a view, by its cursor; what was shown stays while another filter is asked. */
export function useTasks(view: View) {
  const { completed, priority, q, sort, trash } = view;
  const query = {
    count: true,
    limit: PAGE,
    ...(trash ? { deleted: "only" as const } : { sort }),
    ...(completed !== undefined && !trash && { completed }),
    ...(priority && !trash && { priority: [priority] }),
    ...(q && { q }),
  };
  return useInfiniteQuery({ ...listOptions(useApi(), TASKS, { params: { query } }), placeholderData: keepPreviousData });
}

type List = InfiniteData<Page<Task>>;

/** Takes a row out of every list, until the lists are fetched again; returns what puts them back. */
function takeOut(cache: QueryClient, id: string): () => void {
  const before = cache.getQueriesData<List>({ queryKey: ["entask", TASKS] });
  for (const [key, list] of before) {
    if (!list?.pages.some((page) => page.rows.some((row) => row.id === id))) continue;
    const pages = list.pages.map((page) => ({ ...page, total: page.total === undefined ? undefined : page.total - 1, rows: page.rows.filter((row) => row.id !== id) }));
    cache.setQueryData<List>(key, { ...list, pages });
  }
  return () => {
    for (const [key, list] of before) cache.setQueryData(key, list);
  };
}

/** Fetches all lists again: what a filter finds, and in which order, is for the service to say. */
export const refresh = (cache: QueryClient) => cache.invalidateQueries({ queryKey: ["entask"] });

/** A mutation that takes a row out of the lists at once, and back in where it was refused. */
export function useTakeOut(send: (task: Task) => Promise<unknown>) {
  const cache = useQueryClient();
  const say = useToast();
  return useMutation({
    mutationFn: send,
    scope: { id: "trash" }, // one after the other: an undo is sent when what it undoes is done
    onMutate: async (task) => {
      await cache.cancelQueries(hasRow(task.id));
      return takeOut(cache, task.id);
    },
    onError: (error, task, putBack) => {
      putBack?.();
      say({ text: refused(error, task), bad: true });
    },
    onSettled: () => refresh(cache),
  });
}

/** Moves a task to the trash, and offers to undo that. */
export function useTrash() {
  const api = useApi();
  const say = useToast();
  const restore = useRestore();
  const trash = useTakeOut((task) => api.DELETE(TASK, { params: { path: { task_id: task.id }, header: ifMatch(task) } }));
  return (task: Task) => {
    say({ text: `“${short(task.title)}” is in the trash.`, action: { name: "Undo", run: () => restore(task) } });
    trash.mutate(task);
  };
}

/** Takes a task out of the trash. */
export function useRestore() {
  const api = useApi();
  const say = useToast();
  const restore = useTakeOut((task) => api.POST("/api/v1/tasks/{task_id}/restore", { params: { path: { task_id: task.id } } }));
  return (task: Task) => restore.mutate(task, { onSuccess: () => say({ text: `“${short(task.title)}” is back.` }) });
}

export const short = (title: string) => (title.length > 40 ? `${title.slice(0, 39)}…` : title);

/** Says why a change of a task was taken back. */
export const refused = (error: Error, task: Task) =>
  error instanceof PreconditionFailed ? `“${short(task.title)}” was changed elsewhere. Here is how it is now.` : `“${short(task.title)}” is unchanged: ${error.message}`;
