import type { Priority, Task } from "../session";
import { toInstant, toLocal } from "./dates";

/** What the form of a task has. */
export interface Draft {
  title: string;
  description: string;
  priority: Priority;
  due_date: string;
}

export type Name = keyof Draft;

export const LABELS: Record<Name, string> = { title: "Title", description: "Description", priority: "Priority", due_date: "Due" };
const NAMES = Object.keys(LABELS) as Name[];

export const draftOf = (task: Task): Draft => ({
  title: task.title,
  description: task.description ?? "",
  priority: task.priority,
  due_date: toLocal(task.due_date),
});

/** The fields by which a draft differs from a task: what is absent keeps its value, null clears it. */
export function changesOf(task: Task, draft: Draft) {
  const shown = draftOf(task);
  return {
    ...(draft.title !== shown.title && { title: draft.title }),
    ...(draft.description !== shown.description && { description: draft.description || null }),
    ...(draft.priority !== shown.priority && { priority: draft.priority }),
    ...(draft.due_date !== shown.due_date && { due_date: toInstant(draft.due_date) }),
  };
}

/** What is left to decide when somebody else was first. */
export interface Merge {
  draft: Draft;
  /** The fields that both have changed, with the other's values. */
  theirs: Partial<Draft>;
}

/** Takes what the other has changed and I have not, and keeps mine where both have. */
export function merge(before: Task, mine: Draft, now: Task): Merge {
  const [base, other] = [draftOf(before), draftOf(now)];
  const draft: Draft = { ...mine };
  const theirs: Partial<Draft> = {};
  const decide = <N extends Name>(name: N) => {
    if (mine[name] === base[name]) draft[name] = other[name];
    else if (other[name] !== base[name] && other[name] !== mine[name]) theirs[name] = other[name];
  };
  for (const name of NAMES) decide(name);
  return { draft, theirs };
}
