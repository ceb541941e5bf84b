import { useState } from "react";
import type { Task } from "../session";
import { Icon } from "../shell/icon";
import type { Change, View } from "../shell/view";
import { Add, useWaiting } from "./add";
import { useTasks, useTrash } from "./data";
import { Edit } from "./edit";
import { Filters } from "./filters";
import { List, Nothing } from "./list";
import { Row } from "./row";
import { Samples } from "./samples";

/** The tasks that are not in the trash. */
export function Tasks({ view, change }: { view: View; change: Change }) {
  const tasks = useTasks(view);
  const trash = useTrash();
  const waiting = useWaiting();
  const [edited, setEdited] = useState<Task>();
  const total = tasks.data?.pages[0]?.total;
  const narrowed = view.completed !== undefined || view.priority !== undefined || view.q !== "";
  const everything = () => change({ completed: undefined, priority: undefined, q: "" });
  return (
    <>
      <div className="head">
        <h1>Tasks</h1>
        <p className="count" role="status">
          {total !== undefined && (narrowed ? `${total} found` : `${total} in all`)}
        </p>
        <button type="button" className="quiet" onClick={() => change({ trash: true })}>
          <Icon name="trash" /> Trash
        </button>
      </div>
      <Add />
      <Filters view={view} change={change} />
      <List
        tasks={tasks}
        label="Tasks"
        before={
          waiting.length > 0 &&
          waiting.map((title, index) => (
            <li className="row pending" key={index}>
              <span className="tick" aria-hidden="true" />
              <div className="what">
                <span className="title">{title}</span>
                <p className="facts">
                  <span className="waits">Waits for the network</span>
                </p>
              </div>
            </li>
          ))
        }
        row={(task) => <Row key={task.id} task={task} filtered={view.completed !== undefined} edit={setEdited} trash={trash} />}
        empty={
          narrowed ? (
            <Nothing icon="search" title="Nothing found" text="No task is like that.">
              <button type="button" className="quiet strong" onClick={everything}>
                Show all tasks
              </button>
            </Nothing>
          ) : (
            <Nothing icon="check" title="Nothing to do" text="Write down your first task above, or look around with some of ours.">
              <Samples />
            </Nothing>
          )
        }
      />
      {edited && <Edit key={edited.id} task={edited} close={() => setEdited((now) => (now?.id === edited.id ? undefined : now))} />}
    </>
  );
}
