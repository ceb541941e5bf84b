import type { ReactNode } from "react";
import { Mark } from "../shell/icon";

/** The page of who is not signed in. */
export const Welcome = ({ title, children }: { title: string; children: ReactNode }) => (
  <main className="welcome">
    <div className="brand">
      <Mark />
      <span>Entask</span>
    </div>
    <section className="panel">
      <h1>{title}</h1>
      {children}
    </section>
    <p className="fine">Only you reach what is yours.</p>
  </main>
);
