import { useIsMutating } from "@tanstack/react-query";
import type { Session } from "../session";
import { Mark } from "./icon";

/** The name of the app, and who is signed in. */
export function Header({ session: { user, detail, others, become, signOut } }: { session: Session }) {
  const busy = useIsMutating() > 0; // what waits to be sent is this user's
  return (
    <header className="top">
      <div className="brand">
        <Mark />
        <span>Entask</span>
      </div>
      {others.length > 0 ? (
        <label className="who">
          <span className="avatar" aria-hidden="true">
            {user.slice(0, 1).toUpperCase()}
          </span>
          <span className="hidden">Signed in as</span>
          <select className="pill" value={user} disabled={busy} onChange={(event) => become(event.target.value)}>
            {[user, ...others].sort().map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      ) : (
        <div className="who">
          <span className="avatar" aria-hidden="true">
            {user.slice(0, 1).toUpperCase()}
          </span>
          <span className="name">
            <strong>{user}</strong>
            <span>{detail}</span>
          </span>
        </div>
      )}
      {signOut && (
        <button type="button" className="quiet" disabled={busy} onClick={signOut}>
          Sign out
        </button>
      )}
    </header>
  );
}
