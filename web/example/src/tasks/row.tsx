import { useToggle } from "@entask/react";
import { useQueryClient } from "@tanstack/react-query";
import { type Task, useApi } from "../session";
import { Icon } from "../shell/icon";
import { useToast } from "../shell/toast";
import { PRIORITIES } from "../shell/view";
import { refresh, refused } from "./data";
import { dueText, isOverdue } from "./dates";

interface Props {
  task: Task;
  /** Whether the list shows only what is done, or only what is not. */
  filtered: boolean;
  edit: (task: Task) => void;
  trash: (task: Task) => void;
}

/** A task: what it is, whether it is done, and what can be done with it. */
export function Row({ task, filtered, edit, trash }: Props) {
  const cache = useQueryClient();
  const say = useToast();
  const toggle = useToggle(useApi(), "/api/v1/tasks/{task_id}/toggle", "completed");
  const flip = () => {
    if (toggle.isPending) return; // its version is on its way
    toggle.mutate(task, {
      onError: (error) => say({ text: refused(error, task), bad: true }),
      onSuccess: () => filtered && refresh(cache),
    });
  };
  return (
    <li className="row" data-done={task.completed || undefined}>
      <input type="checkbox" className="tick" checked={task.completed} onChange={flip} aria-label={`Done: ${task.title}`} />
      <div className="what">
        <button type="button" className="title" onClick={() => edit(task)}>
          {task.title}
        </button>
        {task.description && <p className="description">{task.description}</p>}
        <p className="facts">
          {task.priority !== "medium" && (
            <span className="priority" data-priority={task.priority}>
              {PRIORITIES[task.priority]} <span className="hidden">priority</span>
            </span>
          )}
          {task.due_date && (
            <span className="due" data-late={(!task.completed && isOverdue(task.due_date)) || undefined}>
              <Icon name="clock" />
              <time dateTime={task.due_date}>{dueText(task.due_date)}</time>
              {!task.completed && isOverdue(task.due_date) && <span className="hidden">, overdue</span>}
            </span>
          )}
          {toggle.isPaused && <span className="waits">Waits for the network</span>}
        </p>
      </div>
      <button type="button" className="icon" aria-label={`Edit ${task.title}`} onClick={() => edit(task)}>
        <Icon name="edit" />
      </button>
      <button type="button" className="icon" aria-label={`Move ${task.title} to the trash`} onClick={() => trash(task)}>
        <Icon name="trash" />
      </button>
    </li>
  );
}
