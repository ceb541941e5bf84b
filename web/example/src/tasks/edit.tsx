import { ifMatch, PreconditionFailed, Problem } from "@entask/client";
import { changeRow } from "@entask/react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { type Priority, TASK, type Task, useApi } from "../session";
import { Dialog } from "../shell/dialog";
import { described, Field, Labelled, sentence } from "../shell/form";
import { useToast } from "../shell/toast";
import { PRIORITIES } from "../shell/view";
import { refresh, refused, short } from "./data";
import { changesOf, type Draft, draftOf, type Merge, merge, type Name } from "./draft";
import { Theirs } from "./theirs";

/** The form of a task. It writes only what was changed, and only to the version that it has shown. */
export function Edit({ task, close }: { task: Task; close: () => void }) {
  const api = useApi();
  const cache = useQueryClient();
  const say = useToast();
  const id = useId();
  const [base, setBase] = useState(task);
  const [draft, setDraft] = useState(() => draftOf(task));
  const [theirs, setTheirs] = useState<Merge["theirs"]>();
  const path = { task_id: task.id };
  const open = useRef(true);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false; // what waits for the network is sent all the same
    };
  }, []);

  const save = useMutation({
    mutationFn: async (of: { base: Task; draft: Draft }) => {
      const body = changesOf(of.base, of.draft);
      if (Object.keys(body).length === 0) return of.base;
      return (await api.PATCH(TASK, { params: { path, header: ifMatch(of.base) }, body })).data;
    },
    onSuccess: (now) => {
      changeRow<Task>(cache, now.id, () => now);
      say({ text: `Saved “${short(draft.title)}”.` });
      close();
      return refresh(cache);
    },
    onError: async (error, of) => {
      if (!open.current) say({ text: refused(error, task), bad: true });
      if (!(error instanceof PreconditionFailed)) return;
      const { data: now } = await api.GET(TASK, { params: { path } });
      const merged = merge(of.base, of.draft, now);
      setBase(now);
      setDraft(merged.draft);
      setTheirs(merged.theirs);
      void refresh(cache);
    },
  });
  const problem = save.error instanceof Problem && !(save.error instanceof PreconditionFailed) ? save.error : undefined;
  const fields = problem?.fields ?? {};
  const other = save.error && !(save.error instanceof PreconditionFailed) && Object.keys(fields).length === 0 ? save.error.message : "";

  const set = <N extends Name>(name: N, value: Draft[N]) => setDraft((before) => ({ ...before, [name]: value }));
  const text = (name: Exclude<Name, "priority">) => ({
    name,
    value: draft[name],
    onChange: (event: { target: { value: string } }) => set(name, event.target.value),
  });
  const beside = <N extends Name>(name: N) => {
    const value = theirs?.[name];
    return value === undefined || value === draft[name] ? null : <Theirs name={name} value={value} take={() => set(name, value as Draft[N])} />;
  };
  return (
    <Dialog title="Edit task" close={close}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ base, draft });
        }}
      >
        <div role="alert">
          {theirs && (
            <p className="banner warn">
              <span>
                <strong>Changed elsewhere while you were editing.</strong>{" "}
                {Object.keys(theirs).length > 0 ? "Where both of you changed the same, choose." : "Your changes fit theirs: save again."}
              </span>
            </p>
          )}
          {other && <p className="banner bad">{sentence(other)}</p>}
        </div>
        <Field label="Title" errors={fields.title} {...text("title")} />
        {beside("title")}
        <Labelled id={`${id}-description`} label="Description" errors={fields.description}>
          <textarea id={`${id}-description`} rows={4} {...text("description")} {...described(`${id}-description`, fields.description)} />
        </Labelled>
        {beside("description")}
        <div className="pair">
          <div>
            <Labelled id={`${id}-priority`} label="Priority" errors={fields.priority}>
              <select id={`${id}-priority`} value={draft.priority} onChange={(event) => set("priority", event.target.value as Priority)} {...described(`${id}-priority`, fields.priority)}>
                {Object.entries(PRIORITIES).map(([value, name]) => (
                  <option key={value} value={value}>
                    {name}
                  </option>
                ))}
              </select>
            </Labelled>
            {beside("priority")}
          </div>
          <div>
            <Field label="Due" type="datetime-local" errors={fields.due_date} {...text("due_date")} />
            {beside("due_date")}
          </div>
        </div>
        <div className="buttons">
          <span className="fine" role="status">
            {save.isPaused && "It will be saved when you are back online."}
          </span>
          <button type="button" className="quiet" onClick={close}>
            {save.isPaused ? "Close" : "Cancel"}
          </button>
          <button type="submit" className="primary" disabled={save.isPending}>
            {theirs ? "Save mine" : "Save"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
