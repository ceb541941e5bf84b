// A device that keeps its rows with RxDB, as the recipe has it.
import type { RxDocument } from "rxdb";
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
  /** Does something with a row, unless it has just been deleted. */
  async function edit(id: string, does: (row: RxDocument<Task>) => Promise<string>): Promise<string | undefined> {
    const row = await tasks.findOne(id).exec();
    try {
      return row ? await does(row) : undefined;
    } catch (error) {
      if (row?.getLatest().deleted) return undefined;
      throw error;
    }
  }
  device.store = {
    rows: async () => (await tasks.find().exec()).map((row) => row.toMutableJSON()),
    create: (row) => tasks.insert(row as Task),
    change: (id, fields) =>
      edit(id, async (row) => {
        let base = "";
        await row.incrementalModify((now) => {
          base = now.title;
          return { ...now, ...fields };
        });
        return base;
      }),
    remove: (id) => edit(id, async (row) => (await row.incrementalRemove()).title),
    idle: async () => {
      const inSync = replication.awaitInSync().then(() => true);
      return Promise.race([inSync, new Promise<boolean>((done) => setTimeout(() => done(false), 1000))]);
    },
  };
};
