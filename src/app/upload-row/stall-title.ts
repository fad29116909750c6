import type { Progress, Stall } from '../../upload/model/upload-state.ts';
import type { Format } from '../locales/format.ts';
import type { ListWords } from '../locales/catalog.ts';

/** What stands still, and where. */
export function stallTitle(
  { why }: Stall,
  { sent, total }: Progress,
  { stall: words }: ListWords,
  format: Format,
): string {
  return words.title[why](format.percent(sent, total));
}
