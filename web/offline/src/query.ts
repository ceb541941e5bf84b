// A device whose queries load their rows, as the recipe has it: those that are done, those that are
// not, and a window of the newest.
import { createLiveQueryCollection, eq } from "@tanstack/db";
import { newest, openTasks } from "../build/query.js";
import { Device } from "./device.js";
import { plain, storeOf } from "./tanstack.js";

const shown = 15;

globalThis.openDevice = async (name, _user, url, token, seed) => {
  const device = (globalThis.device = new Device(name, url, token, seed));
  const { tasks } = openTasks(device.api);
  const halves = [true, false].map((completed) => createLiveQueryCollection((q) => q.from({ task: tasks }).where(({ task }) => eq(task.completed, completed))));
  const window = newest(tasks, shown);
  const rows = () => plain(halves.flatMap((half) => half.toArray));
  device.store = {
    ...storeOf(device, tasks, rows),
    copy: () => {
      const later = rows().sort((one, other) => (one.created_at === other.created_at ? (one.id < other.id ? -1 : 1) : one.created_at < other.created_at ? 1 : -1));
      return [...plain(window.toArray), ...later.slice(shown)];
    },
  };
  for (const live of [...halves, window]) live.subscribeChanges(() => {}); // as a component that shows it does
  await Promise.all([...halves, window].map((live) => live.preload()));
};
