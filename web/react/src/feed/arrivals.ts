/** Knows which versions of rows have come to a device, and lets those go on who wait for one. */
export class Arrivals {
  readonly #versions = new Map<string, number>();
  #open = false;
  #waiting: { id: string; version: number; done: () => void }[] = [];

  /** Begins: until it ends, versions are waited for. */
  begin(): void {
    this.#open = true;
  }

  end(): void {
    this.#open = false;
    this.forget();
    this.settle(true);
  }

  /** Notes the version of a row that has come; of one that is gone, that of its deletion. */
  note(id: string, version: number): void {
    this.#versions.set(id, version);
  }

  /** Returns the version that came last of a row, or of its deletion; undefined where none came. */
  of(id: string): number | undefined {
    return this.#versions.get(id);
  }

  forget(): void {
    this.#versions.clear();
  }

  /** Waits until this version of a row has come, or what came after it. */
  until(id: string, version: number): Promise<void> {
    if (!this.#open) return Promise.resolve();
    return new Promise((done) => {
      this.#waiting.push({ id, version, done });
      this.settle();
    });
  }

  /** Lets those go on whose version has come, or all. */
  settle(all = false): void {
    const come = ({ id, version }: { id: string; version: number }) => all || (this.#versions.get(id) ?? 0) >= version;
    const done = this.#waiting.filter(come);
    this.#waiting = this.#waiting.filter((waiting) => !done.includes(waiting));
    for (const waiting of done) waiting.done();
  }
}
