/** Lets work go on, or holds it up. Open at first. */
export type Gate = {
  open(): void;
  close(): void;
  /** Resolves once it is open. */
  pass(): Promise<void>;
};

export function createGate(): Gate {
  let opened = Promise.resolve();
  let release: (() => void) | undefined;
  return {
    open() {
      release?.();
      release = undefined;
    },
    close() {
      if (release === undefined) opened = new Promise((resolve) => (release = resolve));
    },
    pass: () => opened,
  };
}
