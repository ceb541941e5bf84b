import "@fontsource-variable/figtree";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/tasks.css";
import "./styles/dialog.css";
import { onlineManager } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Gate } from "#gate";
import { App } from "./app";

onlineManager.setOnline(navigator.onLine); // later, the browser's events say it

createRoot(document.getElementById("app") as HTMLElement).render(
  <StrictMode>
    <Gate>{(session) => <App key={session.user} session={session} />}</Gate>
  </StrictMode>,
);
