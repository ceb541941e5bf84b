const DAY = 86_400_000;
const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** Says a due date as people do: the day by its distance, and the time unless it is midnight. */
export function dueText(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const days = Math.round((midnight(date) - midnight(now)) / DAY);
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  const day =
    days >= -1 && days <= 1
      ? new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(days, "day")
      : days > 1 && days < 7
        ? date.toLocaleDateString("en", { weekday: "long" })
        : date.toLocaleDateString("en", { day: "numeric", month: "short", ...year });
  const time = date.getTime() === midnight(date) ? "" : `, ${date.toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}`;
  return day.slice(0, 1).toUpperCase() + day.slice(1) + time;
}

export const isOverdue = (iso: string) => Date.parse(iso) < Date.now();

/** The local time of an instant, as an input of the type datetime-local has it. */
export function toLocal(iso: string | null): string {
  if (iso === null) return "";
  const date = new Date(iso);
  const pad = (n: number) => String(n).padStart(2, "0");
  return `${String(date.getFullYear()).padStart(4, "0")}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** The instant of a local time; null for none. */
export const toInstant = (local: string): string | null => (local === "" ? null : new Date(local).toISOString());
