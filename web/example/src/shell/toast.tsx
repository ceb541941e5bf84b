import { createContext, type ReactNode, useContext, useState } from "react";
import { Icon } from "./icon";

interface Toast {
  text: string;
  bad?: boolean;
  action?: { name: string; run: () => void };
}

const Say = createContext<(toast: Toast | undefined) => void>(() => {});

/** Says something at the foot of the page, and to screen readers. */
export const useToast = () => useContext(Say);

/** The last message stays until the next or until it is dismissed: nobody has to be quick. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toast, say] = useState<Toast | undefined>();
  return (
    <Say.Provider value={say}>
      {children}
      <div className="toasts" role="status">
        {toast && (
          <div className="toast" data-bad={toast.bad || undefined}>
            <span>{toast.text}</span>
            {toast.action && (
              <button
                type="button"
                className="quiet strong"
                onClick={() => {
                  say(undefined);
                  toast.action?.run();
                }}
              >
                {toast.action.name}
              </button>
            )}
            <button type="button" className="icon" aria-label="Dismiss" onClick={() => say(undefined)}>
              <Icon name="close" />
            </button>
          </div>
        )}
      </div>
    </Say.Provider>
  );
}
