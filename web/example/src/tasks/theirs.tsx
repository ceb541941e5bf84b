import { PRIORITIES } from "../shell/view";
import { dueText, toInstant } from "./dates";
import { type Draft, LABELS, type Name } from "./draft";

function said(name: Name, value: string): string {
  if (value === "") return "nothing";
  if (name === "priority") return PRIORITIES[value as Draft["priority"]];
  if (name === "due_date") return dueText(toInstant(value) ?? "");
  return `“${value}”`;
}

/** What somebody else has made of a field, beside mine. */
export const Theirs = ({ name, value, take }: { name: Name; value: string; take: () => void }) => (
  <p className="theirs">
    <span>Now: {said(name, value)}</span>
    <button type="button" className="link" onClick={take}>
      Take theirs<span className="hidden"> for {LABELS[name].toLowerCase()}</span>
    </button>
  </p>
);
