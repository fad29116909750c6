/** Writes the page's title. */
export type TitlePace = {
  /** At once: something has happened. */
  show(text: string): void;
  /** While only bytes move: seldom. `read` is asked when it is time. */
  follow(read: () => string): void;
  stop(): void;
};

/**
 * Every change of a title is a message to the browser's own process, about a millisecond of the page's thread. The title is what a
 * tab says of itself while the user looks elsewhere, and a second later is soon enough for that.
 */
export const TITLE_EVERY_MS = 1_000;

export function createTitlePace(
  write: (text: string) => void,
  now: () => number = () => performance.now(),
): TitlePace {
  let written: string | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest = () => '';

  function show(text: string): void {
    clearTimeout(timer);
    timer = undefined;
    lookedAt = now();
    if (text === written) return;
    written = text;
    write(text);
  }

  return {
    show,
    follow(read) {
      latest = read;
      timer ??= setTimeout(() => show(latest()), Math.max(0, lookedAt + TITLE_EVERY_MS - now()));
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
