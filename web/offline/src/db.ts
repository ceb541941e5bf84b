// A device that keeps its rows with TanStack DB, as the recipe has it.
import { Problem } from "@entask/client";
import type { Transaction } from "@tanstack/db";
import { follow, openTasks, type Task } from "../build/db.js";
import { Device } from "./device.js";

globalThis.openDevice = async (name, _user, url, token, seed) => {
  const device = (globalThis.device = new Device(name, url, token, seed));
  const tasks = openTasks(device.api);
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

  device.store = {
    rows: async () => tasks.toArray.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith("$"))) as unknown as Task),
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
  await tasks.preload();
};
