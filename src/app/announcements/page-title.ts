import type { Upload } from '../../upload/model/upload.ts';
import { mayCancel } from '../../upload/model/upload-phase.ts';
import type { Format } from '../locales/format.ts';
import type { ListWords } from '../locales/catalog.ts';
import { NOT_YET_ALL, summarise } from '../uploads/summary.ts';

/** The product's name, the same in every language. */
export const NAME = 'OTA Drop';

/** What a tab says of itself while nobody looks at it: how far, then what came of it. */
export function pageTitle(
  uploads: readonly Upload[],
  /** While there is nothing to tell. */
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
