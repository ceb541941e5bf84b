import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Priority, useApi } from "../session";
import { useToast } from "../shell/toast";
import { refresh } from "./data";

/** A title, a priority, the days until it is due and the hour, and what more there is to say. */
const SAMPLES: [string, Priority, ([number, number] | undefined)?, string?][] = [
  ["Return the library books", "low", [9, 18]],
  ["Read the chapter on cursors", "low", undefined, "Pages by offset skip rows when somebody writes in between."],
  ["Call the landlord about the heating", "medium", [-1, 10], "The radiator in the study stays cold."],
  ["Plan the trip to Lisbon", "medium", [6, 12], "Trains, a place to stay, and a day without any plan."],
  ["Renew the passport", "high", [2, 9]],
  ["Water the plants", "medium", [0, 23]],
  ["Buy oat milk and coffee", "medium", [1, 17], "The dark roast, if they have it."],
  ["Send the slides to Ines", "high", [1, 9]],
];

function dueIn([days, hour]: [number, number]): string {
  const date = new Date();
  date.setDate(date.getDate() + days);
  date.setHours(hour, 0, 0, 0);
  return date.toISOString();
}

/** Makes some tasks to look around with, all or none. */
export function Samples() {
  const api = useApi();
  const cache = useQueryClient();
  const say = useToast();
  const add = useMutation({
    mutationFn: () =>
      api.POST("/api/v1/tasks/batch", {
        body: SAMPLES.map(([title, priority, due, description]) => ({ title, priority, ...(due && { due_date: dueIn(due) }), ...(description && { description }) })),
      }),
    onSuccess: () => refresh(cache),
    onError: (error) => say({ text: error.message, bad: true }),
  });
  return (
    <button type="button" className="primary" disabled={add.isPending} onClick={() => add.mutate()}>
      Add some examples
    </button>
  );
}
