import { type ComponentProps, type ReactNode, useId, useState } from "react";

interface FieldProps extends Omit<ComponentProps<"input">, "id"> {
  label: string;
  errors?: string[] | undefined;
}

/** An input with its label, and what is wrong with it beside it. */
export function Field({ label, errors, ...input }: FieldProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} errors={errors}>
      <input id={id} {...input} {...described(id, errors)} />
    </Labelled>
  );
}

/** What leads from an input to its messages. */
export const described = (id: string, errors: string[] | undefined) => (errors?.length ? { "aria-invalid": true, "aria-describedby": `${id}-errors` } : {});

export function Labelled({ id, label, errors, children }: { id: string; label: string; errors?: string[] | undefined; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {errors?.length ? (
        <p className="error" id={`${id}-errors`}>
          {errors.map(sentence).join(" ")}
        </p>
      ) : null}
    </div>
  );
}

/** Makes a sentence of a message. */
export const sentence = (message: string) => `${message.slice(0, 1).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? "" : "."}`;

/** A form of a gate, which says what was refused. */
export function Form({ action, error, onSubmit, children }: { action: string; error: string; onSubmit: (data: FormData) => unknown; children: ReactNode }) {
  const [busy, setBusy] = useState(false);
  return (
    <form
      onSubmit={async (event) => {
        event.preventDefault();
        setBusy(true);
        await onSubmit(new FormData(event.currentTarget));
        setBusy(false);
      }}
    >
      {children}
      <div role="alert">{error && <p className="error">{sentence(error)}</p>}</div>
      <button type="submit" className="primary wide" disabled={busy}>
        {action}
      </button>
    </form>
  );
}
