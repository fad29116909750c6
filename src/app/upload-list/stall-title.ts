import type { Progress, Stall } from '../../upload/upload-state.ts';
import type { Format } from '../format.ts';
import type { Messages } from '../i18n/en.ts';

/** What stands still, and where. */
export function stallTitle(
  { why }: Stall,
  { sent, total }: Progress,
  { stall: words }: Messages,
  format: Format,
): string {
  return words.title[why](format.percent(sent, total));
}
