import { betterAuth } from "@entask/client";
import { createAuthClient } from "better-auth/client";
import { jwtClient } from "better-auth/client/plugins";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import type { Session } from "../session";
import { Field, Form } from "../shell/form";
import { Welcome } from "./welcome";

const auth = createAuthClient({ baseURL: location.origin, plugins: [jwtClient()] });

interface User {
  name: string;
  email: string;
}

/** Signs up and in with Better Auth, whose session gives the tokens of the API. */
export function Gate({ children }: { children: (session: Session) => ReactNode }) {
  const [user, setUser] = useState<User | null>();
  useEffect(() => {
    void auth.getSession().then(({ data }) => setUser(data?.user ?? null));
  }, []);
  const token = useCallback(async () => {
    try {
      const source = betterAuth(auth);
      return typeof source === "string" ? source : await source();
    } catch (error) {
      if (navigator.onLine) setUser((await auth.getSession()).data?.user ?? null); // the session may have ended
      throw error;
    }
  }, []);
  if (user === undefined) return null;
  if (user === null) return <SignIn entered={setUser} />;
  const signOut = () => void auth.signOut().then(() => setUser(null));
  return children({ user: user.name, detail: user.email, token, others: [], become: () => {}, signOut });
}

function SignIn({ entered }: { entered: (user: User) => void }) {
  const [fresh, setFresh] = useState(false);
  const [error, setError] = useState("");
  async function submit(form: FormData) {
    const [name, email, password] = ["name", "email", "password"].map((field) => String(form.get(field) ?? "")) as [string, string, string];
    const { data, error: refused } = fresh ? await auth.signUp.email({ name, email, password }) : await auth.signIn.email({ email, password });
    if (data) entered(data.user);
    else setError(refused?.message ?? "The auth server does not answer.");
  }
  return (
    <Welcome title={fresh ? "Make an account" : "Sign in"}>
      <Form key={String(fresh)} action={fresh ? "Sign up" : "Sign in"} error={error} onSubmit={submit}>
        {fresh && <Field name="name" label="Name" autoComplete="name" required />}
        <Field name="email" label="E-mail" type="email" autoComplete="email" required />
        <Field name="password" label="Password" type="password" autoComplete={fresh ? "new-password" : "current-password"} minLength={8} required />
      </Form>
      <p className="switch">
        {fresh ? "You have an account?" : "New here?"}{" "}
        <button
          type="button"
          className="link"
          onClick={() => {
            setFresh(!fresh);
            setError("");
          }}
        >
          {fresh ? "Sign in" : "Make an account"}
        </button>
      </p>
    </Welcome>
  );
}
