import { onlineManager, useMutationState } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { Icon } from "./icon";

export const useOnline = () =>
  useSyncExternalStore(
    (changed) => onlineManager.subscribe(changed),
    () => onlineManager.isOnline(),
  );

/** Says that there is no network, and how many changes wait for it. */
export function Network() {
  const online = useOnline();
  const waiting = useMutationState({ filters: { status: "pending" }, select: ({ state }) => state.isPaused }).filter(Boolean).length;
  const unsent = waiting > 0;

  useEffect(() => {
    if (!unsent) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault(); // they are kept by this page alone
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [unsent]);

  return (
    <div role="status" className="network">
      {!online && (
        <p className="banner">
          <Icon name="offline" />
          <span>
            <strong>You are offline.</strong> This is what was here last.{" "}
            {waiting === 0 ? "Changes will be sent when you are back." : `${count(waiting, "change waits", "changes wait")} to be sent: keep this page open.`}
          </span>
        </p>
      )}
    </div>
  );
}

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
