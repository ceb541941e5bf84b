import { useEffect, useId, useState } from "react";
import type { Priority } from "../session";
import { Icon } from "../shell/icon";
import { type Change, PRIORITIES, SORTS, type Sort, type View } from "../shell/view";

const PAUSE = 250; // milliseconds without a key, before a search is sent

/** Searches while one types. */
export function Search({ q, change }: { q: string; change: Change }) {
  const [text, setText] = useState(q);
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => change({ q: text }), PAUSE);
    return () => clearTimeout(timer);
  }, [text, q, change]);
  useEffect(() => setText(q), [q]);
  return (
    <label className="search">
      <Icon name="search" />
      <span className="hidden">Search</span>
      <input type="search" value={text} placeholder="Search" autoComplete="off" onChange={(event) => setText(event.target.value)} />
    </label>
  );
}

const STATES = [
  ["All", undefined],
  ["Open", false],
  ["Done", true],
] as const;

/** What the list is narrowed to, and its order. */
export function Filters({ view, change }: { view: View; change: Change }) {
  const name = useId();
  return (
    <div className="filters" role="group" aria-label="Filters">
      <fieldset className="segments">
        <legend className="hidden">State</legend>
        {STATES.map(([label, completed]) => (
          <label key={label}>
            <input type="radio" name={name} checked={view.completed === completed} onChange={() => change({ completed })} />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <Search q={view.q} change={change} />
      <select aria-label="Priority" className="pill" value={view.priority ?? ""} onChange={(event) => change({ priority: (event.target.value || undefined) as Priority | undefined })}>
        <option value="">Any priority</option>
        {Object.entries(PRIORITIES).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <select aria-label="Order" className="pill" value={view.sort} onChange={(event) => change({ sort: event.target.value as Sort })}>
        {Object.entries(SORTS).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
