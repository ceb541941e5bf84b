// A device that keeps projects, of which the service, the client and this page's packages know nothing.
import type { Client } from "@entask/client";
import { conflictHandler, feedReplication } from "@entask/react/rxdb";
import { createRxDatabase, type RxDocument } from "rxdb";
import { replicateRxCollection } from "rxdb/plugins/replication";
import { getRxStorageDexie } from "rxdb/plugins/storage-dexie";
import { Device } from "./device.js";
import { change } from "./edit.js";
import { idle } from "./idle.js";

interface Project {
  id: string;
  version: number;
  user_id?: string;
  deleted_at?: string | null;
  name: string;
  archived: boolean;
}

/** What openapi-typescript would write of the new entity's feed. */
interface Paths {
  "/api/v1/projects/changes": {
    get: { responses: { 200: { content: { "application/json": { changes: ({ op: "upsert"; row: Project } | { op: "delete"; id: string; version?: number })[]; cursor: string; more: boolean } } } } };
  };
}

globalThis.openDevice = async (name, user, url, token, seed) => {
  const device = (globalThis.device = new Device(name, url, token, seed, "name"));
  const text = (row: Project & { _deleted: boolean }) => (row._deleted ? undefined : row.name);
  const database = await createRxDatabase({ name: `projects-of-${user}`, storage: getRxStorageDexie(), eventReduce: false });
  const { projects } = await database.addCollections({
    projects: {
      schema: {
        version: 0,
        type: "object",
        primaryKey: "id",
        properties: {
          id: { type: "string", maxLength: 36 }, version: { type: "integer" }, user_id: { type: "string" }, deleted_at: { type: ["string", "null"] },
          name: { type: "string" }, archived: { type: "boolean" },
        },
        required: ["id", "name"],
      },
      conflictHandler: conflictHandler<Project>(({ newDocumentState: mine, realMasterState: theirs }) =>
        device.choose(mine.id, text(mine), text(theirs)) === "mine" ? mine : theirs,
      ),
    },
  });
  const replication = replicateRxCollection<Project, { cursor?: string }>({
    replicationIdentifier: "projects",
    collection: projects,
    ...feedReplication(device.api as unknown as Client<Paths>, "/api/v1/projects/changes", { collection: projects, onRefused: (problem) => device.refused.push(problem.detail) }),
  });
  const find = (id: string): Promise<RxDocument<Project> | null> => projects.findOne(id).exec();
  device.store = {
    rows: async () => (await projects.find().exec()).map((row: RxDocument<Project>) => ({ ...row.toMutableJSON(), title: row.name, completed: row.archived })),
    create: ({ id, title }) => projects.insert({ id, name: title } as Project),
    change: async (id, { title, completed }) => (await change(find(id), (was) => ({ ...was, name: title, ...(completed !== undefined && { archived: completed }) })))?.name,
    remove: async (id) => (await change(find(id), (was) => ({ ...was, _deleted: true })))?.name,
    idle: () => idle(database, replication),
  };
};
