// How a device is driven that keeps its rows with TanStack DB.
import { Problem } from "@entask/client";
import type { Collection, Transaction } from "@tanstack/db";
import { follow, type Task } from "../build/db.js";
import type { Device, Store } from "./device.js";

/** Returns rows without what TanStack DB says of them. */
export const plain = (rows: Task[]): Task[] => rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith("$"))) as unknown as Task);

/** Edits a collection, and notes conflicts and refusals as the recipe has them. */
export function storeOf(device: Device, tasks: Collection<Task, string>, rows: () => Task[]): Store {
  const pending = new Set<object>();
  /** Titles that are wanted after all, where another device was first. */
  const again = new Map<string, string>();

  /** Notes it where an edit has been written, and the row is shown as it was before. */
  function flickers({ mutations }: Transaction<Task> | Transaction): void {
    for (const { key, original } of mutations as { key: string; original: Partial<Task> }[]) {
      const row = tasks.get(key);
      if (row && row.version === original.version && row.title === original.title) device.refused.push(`"${row.title}" of ${key} is shown again after it was edited`);
    }
  }

  function edited(edit: Transaction<Task> | Transaction): void {
    pending.add(edit);
    const conflict = (id: string, { title }: { title?: string }) => {
      const mine = edit.mutations[0]?.type === "delete" ? undefined : title;
      if (device.choose(id, mine, tasks.get(id)?.title) === "mine" && mine !== undefined) again.set(id, mine);
    };
    edit.when("settled").then(() => flickers(edit), () => undefined);
    void follow(edit, {
      onConflict: conflict,
      onRefused: (error, id, fields) => (error instanceof Problem && error.status === 404 ? conflict(id, fields) : void device.refused.push(String(error))),
    }).finally(() => pending.delete(edit));
  }

  /** Changes a row, and returns the title that it had. */
  function change(id: string, fields: { title: string; completed?: boolean }): string | undefined {
    const base = tasks.get(id)?.title;
    if (base !== undefined) edited(tasks.update(id, (task) => void Object.assign(task, fields)));
    return base;
  }

  return {
    rows: async () => plain(rows()),
    create: async ({ id, title }) => edited(tasks.insert({ id, title, completed: false } as Task)),
    change: async (id, fields) => change(id, fields),
    remove: async (id) => {
      const base = tasks.get(id)?.title;
      if (base !== undefined) edited(tasks.delete(id));
      return base;
    },
    idle: async () => {
      if (pending.size > 0) return false;
      for (const [id, title] of again) {
        const base = change(id, { title });
        if (base !== undefined) device.edits.push({ id, title, base });
      }
      again.clear();
      return pending.size === 0;
    },
  };
}
