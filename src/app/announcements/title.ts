import type { Upload } from '../../upload/model/upload.ts';
import { mayCancel } from '../../upload/model/upload-phase.ts';
import type { ListWords } from '../locales/catalog.ts';
import type { Format } from '../locales/format.ts';
import { NOT_YET_ALL, summarise } from '../uploads/summary.ts';

/** The product's name, the same in every language. */
export const NAME = 'OTA Drop';

/** What a tab says of itself while the user looks elsewhere: how far, then what came of it. */
export function pageTitle(
  uploads: readonly Upload[],
  /** While there is nothing to say. */
  title: string,
  { list: words }: ListWords,
  format: Format,
): string {
  const { done, total, sentBytes, totalBytes, needYou } = summarise(uploads);
  const failed = uploads.filter(({ state }) => state.status === 'failed').length;
  if (uploads.some(({ state }) => mayCancel(state))) {
    return `${format.percent(Math.min(sentBytes, totalBytes * NOT_YET_ALL), totalBytes)} · ${NAME}`;
  }
  if (failed > 0) return `${words.failed(failed)} · ${NAME}`;
  if (needYou > 0) return `${words.needYou(needYou)} · ${NAME}`;
  if (done > 0) return `${words.done(format.count(done), format.count(total))} · ${NAME}`;
  return title;
}

/**
 * Every change of a title is a message to the browser's own process, one or two milliseconds of the page's thread; two seconds
 * later is soon enough for bytes that move.
 */
export const TITLE_EVERY_MS = 2_000;

/** Writes the page's title, no more often than is needed. */
export function createTitleWriter(write: (text: string) => void) {
  let written: string | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest = () => '';

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function show(text: string): void {
    stop();
    lookedAt = performance.now();
    if (text === written) return;
    written = text;
    write(text);
  }

  return {
    /** At once: something has happened. */
    show,
    /** While only bytes move: seldom. `read` is asked when it is time. */
    follow(read: () => string): void {
      latest = read;
      const waitMs = Math.max(0, lookedAt + TITLE_EVERY_MS - performance.now());
      timer ??= setTimeout(() => show(latest()), waitMs);
    },
    stop,
  };
}
