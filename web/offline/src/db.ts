// A device that keeps its rows with TanStack DB, as the recipe has it.
import { openTasks } from "../build/db.js";
import { Device } from "./device.js";
import { storeOf } from "./tanstack.js";

globalThis.openDevice = async (name, _user, url, token, seed) => {
  const device = (globalThis.device = new Device(name, url, token, seed));
  const tasks = openTasks(device.api);
  device.store = storeOf(device, tasks, () => tasks.toArray);
  await tasks.preload();
};
