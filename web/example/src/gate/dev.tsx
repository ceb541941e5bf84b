import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import type { Session } from "../session";
import { Field, Form } from "../shell/form";
import { Welcome } from "./welcome";

const KEY = "entask dev key";
const USER = "entask dev user";

interface Answer {
  token: string;
  user: string;
  users: string[];
}

/** The key is in the fragment of the URL that entask dev prints, and is kept for the next visit. */
function knownKey(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get("key");
  if (given) {
    localStorage.setItem(KEY, given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return localStorage.getItem(KEY) ?? "";
}

async function ask(key: string, user: string): Promise<Answer> {
  const answer = await fetch(`/dev/token?${new URLSearchParams({ user })}`, { method: "POST", headers: { Authorization: `Bearer ${key}` } });
  if (answer.ok) return (await answer.json()) as Answer;
  if (answer.status !== 403) throw new Error(`The service answered ${answer.status}. Is entask dev running?`);
  throw new Error("This is not the key of this entask dev.");
}

/** Signs in as one of the users of entask dev. */
export function Gate({ children }: { children: (session: Session) => ReactNode }) {
  const [key, setKey] = useState(knownKey);
  const [user, setUser] = useState(() => localStorage.getItem(USER) ?? "");
  const [known, setKnown] = useState<Answer>();
  const [error, setError] = useState("");

  const enter = useCallback(async (with_: string, as: string) => {
    try {
      const answer = await ask(with_, as);
      localStorage.setItem(KEY, with_);
      localStorage.setItem(USER, answer.user);
      setKnown(answer);
      setError("");
    } catch (why) {
      setKey("");
      setError(why instanceof Error ? why.message : String(why));
    }
  }, []);
  useEffect(() => {
    if (key) void enter(key, user);
  }, [key, user, enter]);
  useEffect(() => {
    const opened = () => location.hash && setKey(knownKey()); // in this tab
    addEventListener("hashchange", opened);
    return () => removeEventListener("hashchange", opened);
  }, []);

  const session = useMemo<Session | undefined>(
    () =>
      known && {
        user: known.user,
        detail: "on this machine",
        token: async () => (await ask(key, known.user)).token,
        others: known.users.filter((name) => name !== known.user),
        become: setUser,
        signOut: undefined,
      },
    [known, key],
  );
  if (session) return children(session);
  if (key) return null;
  return (
    <Welcome title="Open your tasks">
      <p>
        <code>entask dev</code> prints the address of this app with a key. Open that address, or paste it here.
      </p>
      <Form
        action="Open"
        error={error}
        onSubmit={(data) => {
          const text = String(data.get("key")).trim();
          setError("");
          setKey(text.split("key=").pop() ?? text);
        }}
      >
        <Field name="key" label="Address or key" autoComplete="off" spellCheck={false} required />
      </Form>
    </Welcome>
  );
}
