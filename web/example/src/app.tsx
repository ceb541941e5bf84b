import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProvider, makeApi, type Session } from "./session";
import { Header } from "./shell/header";
import { Network } from "./shell/network";
import { ToastProvider } from "./shell/toast";
import { useView } from "./shell/view";
import { Tasks } from "./tasks/tasks";
import { Trash } from "./tasks/trash";

/** The app of one user: what it keeps is not for the next. */
export function App({ session }: { session: Session }) {
  const [api] = useState(() => makeApi(session.token));
  // The client repeats what may be repeated.
  const [cache] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 5000 } } }));
  const [view, change] = useView();
  return (
    <QueryClientProvider client={cache}>
      <ApiProvider value={api}>
        <ToastProvider>
          <a className="skip" href="#main">
            Skip to the tasks
          </a>
          <Header session={session} />
          <main id="main" tabIndex={-1}>
            <Network />
            {view.trash ? <Trash view={view} change={change} /> : <Tasks view={view} change={change} />}
          </main>
        </ToastProvider>
      </ApiProvider>
    </QueryClientProvider>
  );
}
