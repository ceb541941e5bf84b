// A device that keeps its rows with RxDB, as the recipe has it.
import { openTasks, type Task } from "../build/rxdb.js";
import { Device } from "./device.js";

declare global {
  var openDevice: (name: string, user: string, url: string, token: string, seed: number) => Promise<void>;
  var device: Device;
}

globalThis.openDevice = async (name, user, url, token, seed) => {
  const device = (globalThis.device = new Device(name, url, token, seed));
  const title = (row: Task & { _deleted: boolean }) => (row._deleted ? undefined : row.title);
  const { tasks, replication } = await openTasks(device.api, user, {
    decide: ({ newDocumentState: mine, realMasterState: theirs }) => (device.choose(mine.id, title(mine), title(theirs)) === "mine" ? mine : theirs),
    onRefused: (problem) => device.refused.push(problem.detail),
  });
  replication.error$.subscribe((error) => device.faults.push(JSON.stringify(error.parameters)));
  const find = async (id: string) => (await tasks.findOne(id).exec(true));
  device.store = {
    rows: async () => (await tasks.find().exec()).map((row) => row.toMutableJSON()),
    create: (row) => tasks.insert(row as Task),
    change: async (id, fields) => (await find(id)).incrementalPatch(fields),
    remove: async (id) => (await find(id)).incrementalRemove(),
    idle: async () => {
      const inSync = replication.awaitInSync().then(() => true);
      return Promise.race([inSync, new Promise<boolean>((done) => setTimeout(() => done(false), 1000))]);
    },
  };
};
