import { useState } from "react";
import { TASK, type Task, useApi } from "../session";
import { Dialog } from "../shell/dialog";
import { Icon } from "../shell/icon";
import type { Change, View } from "../shell/view";
import { useRestore, useTakeOut, useTasks } from "./data";
import { dueText } from "./dates";
import { Search } from "./filters";
import { List, Nothing } from "./list";

/** What was deleted, for as long as it can be restored. */
export function Trash({ view, change }: { view: View; change: Change }) {
  const api = useApi();
  const tasks = useTasks(view);
  const restore = useRestore();
  const forget = useTakeOut((task) => api.DELETE(TASK, { params: { path: { task_id: task.id }, query: { permanent: true } } }));
  const [doomed, setDoomed] = useState<Task>();
  const total = tasks.data?.pages[0]?.total;
  return (
    <>
      <div className="head">
        <h1>Trash</h1>
        <p className="count" role="status">
          {total !== undefined && (view.q ? `${total} found` : `${total} in all`)}
        </p>
        <button type="button" className="quiet" onClick={() => change({ trash: false })}>
          <Icon name="back" /> Tasks
        </button>
      </div>
      <div className="filters">
        <Search q={view.q} change={change} />
      </div>
      <List
        tasks={tasks}
        label="Trash"
        row={(task) => (
          <li className="row" key={task.id}>
            <div className="what">
              <span className="title">{task.title}</span>
              <p className="facts">{task.deleted_at && <span>Deleted {dueText(task.deleted_at).toLowerCase()}</span>}</p>
            </div>
            <button type="button" className="quiet strong" aria-label={`Restore ${task.title}`} onClick={() => restore(task)}>
              <Icon name="restore" /> Restore
            </button>
            <button type="button" className="icon" aria-label={`Delete ${task.title} for good`} onClick={() => setDoomed(task)}>
              <Icon name="close" />
            </button>
          </li>
        )}
        empty={view.q ? <Nothing icon="search" title="Nothing found" text="No task in the trash is like that." /> : <Nothing icon="trash" title="The trash is empty" text="What you delete stays here for 30 days." />}
      />
      {doomed && (
        <Dialog title="Delete for good?" close={() => setDoomed(undefined)}>
          <p>“{doomed.title}” cannot be restored after that.</p>
          <div className="buttons">
            <button type="button" className="quiet" onClick={() => setDoomed(undefined)}>
              Keep it
            </button>
            <button
              type="button"
              className="primary danger"
              onClick={() => {
                forget.mutate(doomed);
                setDoomed(undefined);
              }}
            >
              Delete for good
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
