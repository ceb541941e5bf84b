import { type ReactNode, useEffect, useRef } from "react";
import type { Task } from "../session";
import { Icon } from "../shell/icon";
import type { useTasks } from "./data";

type Props = {
  tasks: ReturnType<typeof useTasks>;
  label: string;
  row: (task: Task) => ReactNode;
  /** What is shown where there are no tasks. */
  empty: ReactNode;
  /** What stands before the first task. */
  before?: ReactNode;
};

/** The rows of all pages that have been fetched, and what leads to the next. */
export function List({ tasks, label, row, empty, before }: Props) {
  const { data, error, isPending, isPlaceholderData, fetchStatus, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = tasks;
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  const list = useRef<HTMLUListElement>(null);
  useFocusKept(list, rows.length);
  if (isPending) return fetchStatus === "paused" ? <Nothing icon="offline" title="Nothing to show yet" text="Your tasks come when you are back online." /> : <Loading />;
  return (
    <>
      <div role="alert">
        {error && (
          <p className="banner bad">
            <span>
              <strong>The service does not answer.</strong> {rows.length > 0 ? "This is what was here last." : error.message}
            </span>
            <button type="button" className="quiet strong" onClick={() => refetch()}>
              Try again
            </button>
          </p>
        )}
      </div>
      {rows.length === 0 && !before && !error && empty}
      <ul className="rows" ref={list} aria-label={label} tabIndex={-1} data-stale={isPlaceholderData || undefined}>
        {before}
        {rows.map(row)}
      </ul>
      {hasNextPage && <More busy={isFetchingNextPage} next={() => void fetchNextPage({ cancelRefetch: false })} />}
    </>
  );
}

/** Fetches the next page when it comes into sight, or when it is pressed. */
function More({ busy, next }: { busy: boolean; next: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const latest = useRef(next);
  latest.current = next;
  useEffect(() => {
    if (!button.current || busy) return;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current(), { rootMargin: "200px" });
    seen.observe(button.current);
    return () => seen.disconnect();
  }, [busy]);
  return (
    <p className="more">
      <button type="button" className="quiet" ref={button} aria-disabled={busy} onClick={() => busy || next()}>
        {busy ? "Loading more" : "Show more"}
      </button>
    </p>
  );
}

/** Gives the focus to the list when the row that had it is gone. */
function useFocusKept(list: React.RefObject<HTMLUListElement | null>, length: number) {
  const inside = useRef(false);
  useEffect(() => {
    const note = () => {
      inside.current = list.current?.contains(document.activeElement) ?? false;
    };
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, [list]);
  useEffect(() => {
    if (inside.current && document.activeElement === document.body) list.current?.focus();
  }, [list, length]);
}

const Loading = () => (
  <div className="rows loading" role="status" aria-label="Loading">
    {[72, 48, 60, 38].map((width) => (
      <div className="row" key={width}>
        <span className="bone dot" />
        <span className="bone" style={{ width: `${width}%` }} />
      </div>
    ))}
  </div>
);

export const Nothing = ({ icon, title, text, children }: { icon: "check" | "search" | "trash" | "offline"; title: string; text: string; children?: ReactNode }) => (
  <div className="nothing">
    <span className="badge">
      <Icon name={icon} />
    </span>
    <h2>{title}</h2>
    <p>{text}</p>
    {children}
  </div>
);
