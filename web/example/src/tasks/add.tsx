import { Problem } from "@entask/client";
import { useMutation, useMutationState, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { type Priority, TASKS, useApi } from "../session";
import { described, sentence } from "../shell/form";
import { Icon } from "../shell/icon";
import { useToast } from "../shell/toast";
import { PRIORITIES } from "../shell/view";
import { refresh } from "./data";

interface New {
  title: string;
  priority: Priority;
}

const KEY = ["add"];

/** The titles that wait for the network. */
export const useWaiting = () =>
  useMutationState({ filters: { mutationKey: KEY, status: "pending" }, select: ({ state }) => (state.isPaused ? (state.variables as New).title : "") }).filter(Boolean);

/** The form of a new task. */
export function Add() {
  const api = useApi();
  const cache = useQueryClient();
  const say = useToast();
  const id = useId();
  const title = useRef<HTMLInputElement>(null);
  const [priority, setPriority] = useState<Priority>("medium");
  const [errors, setErrors] = useState<string[]>([]);
  const add = useMutation({
    mutationKey: KEY,
    mutationFn: (body: New) => api.POST(TASKS, { body }),
    onSuccess: () => refresh(cache),
    onError: (error, body) => {
      if (title.current?.value === "") title.current.value = body.title; // to be mended
      const problem = error instanceof Problem ? error : undefined;
      setErrors(problem?.fields.title ?? [error.message]);
      title.current?.focus();
    },
  });
  return (
    <form
      className="add"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const field = title.current;
        if (!field) return;
        setErrors([]);
        add.mutate({ title: field.value, priority }, { onSuccess: ({ data }) => say({ text: `Added “${data.title}”.` }) });
        field.value = "";
      }}
    >
      <div className="line">
        <Icon name="plus" />
        <label htmlFor={id} className="hidden">
          New task
        </label>
        <input id={id} ref={title} name="title" placeholder="Add a task" autoComplete="off" enterKeyHint="done" {...described(id, errors)} />
        <label className="hidden" htmlFor={`${id}-priority`}>
          Priority of the new task
        </label>
        <select id={`${id}-priority`} className="pill" value={priority} onChange={(event) => setPriority(event.target.value as Priority)}>
          {Object.entries(PRIORITIES).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
        <button type="submit" className="primary">
          Add
        </button>
      </div>
      <div role="alert">
        {errors.length > 0 && (
          <p className="error" id={`${id}-errors`}>
            {errors.map(sentence).join(" ")}
          </p>
        )}
      </div>
    </form>
  );
}
