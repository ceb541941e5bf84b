import { type Client, createClient, type components, type paths, type TokenSource } from "@entask/client";
import { createContext, useContext } from "react";

export type Task = components["schemas"]["Task"];
export type Priority = Task["priority"];

/** Who is signed in, as the gate knows it. */
export interface Session {
  user: string;
  /** What stands under the name, such as an address. */
  detail: string;
  token: TokenSource;
  /** The other users of this machine that one can be. */
  others: string[];
  become: (user: string) => void;
  signOut: (() => void) | undefined;
}

export const makeApi = (token: TokenSource): Client<paths> => createClient({ baseUrl: __ENTASK_URL__ || location.origin, token });

const Api = createContext<Client<paths> | undefined>(undefined);
export const ApiProvider = Api.Provider;

/** The client of who is signed in. */
export function useApi(): Client<paths> {
  const api = useContext(Api);
  if (!api) throw new Error("there is no client outside of the app");
  return api;
}

export const TASKS = "/api/v1/tasks";
export const TASK = "/api/v1/tasks/{task_id}";
