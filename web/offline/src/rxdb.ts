// A device that keeps its rows with RxDB, as the recipe has it, and beside it with the client alone.
import { follow } from "../build/plain.js";
import { openTasks, type Task } from "../build/rxdb.js";
import { Device } from "./device.js";
import { change } from "./edit.js";
import { idle } from "./idle.js";

globalThis.openDevice = async (name, user, url, token, seed) => {
  const device = (globalThis.device = new Device(name, url, token, seed));
  const title = (row: Task & { _deleted: boolean }) => (row._deleted ? undefined : row.title);
  const { database, tasks, replication } = await openTasks(device.api, user, {
    decide: ({ newDocumentState: mine, realMasterState: theirs }) => (device.choose(mine.id, title(mine), title(theirs)) === "mine" ? mine : theirs),
    onRefused: (problem) => device.refused.push(problem.detail),
  });
  replication.error$.subscribe((error) => device.faults.push(JSON.stringify(error.parameters)));
  const find = (id: string) => tasks.findOne(id).exec();
  const copy = new Map<string, Task>();
  void follow(device.api, copy, new AbortController().signal);
  device.store = {
    copy: () => [...copy.values()],
    rows: async () => (await tasks.find().exec()).map((row) => row.toMutableJSON()),
    create: (row) => tasks.insert(row as Task),
    change: async (id, fields) => (await change(find(id), (was) => ({ ...was, ...fields })))?.title,
    remove: async (id) => (await change(find(id), (was) => ({ ...was, _deleted: true })))?.title,
    idle: () => idle(database, replication),
  };
};
