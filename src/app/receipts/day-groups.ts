import type { SavedReceipt } from '../../upload/storage/saved-receipt.ts';

export type DayGroup = {
  /** Of its first receipt. */
  readonly id: string;
  /** The date, the same in every language. */
  readonly date: string;
  /** What it is called. */
  readonly day: string;
  readonly receipts: readonly SavedReceipt[];
};

/** Names of days: today, yesterday, then dates. */
export function createDayNames(language: string, nowMs: number): (epochMs: number) => string {
  const near = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'full' });
  const now = new Date(nowMs);
  const today = date.format(now);
  const yesterday = date.format(
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1, 12).getTime(),
  );
  return (epochMs) => {
    const day = date.format(epochMs);
    if (day === today) return near.format(0, 'day');
    return day === yesterday ? near.format(-1, 'day') : day;
  };
}

/** Receipts stand newest first, so those of a day stand together. */
export function groupByDay(
  receipts: readonly SavedReceipt[],
  dayOf: (epochMs: number) => string,
): readonly DayGroup[] {
  const groups: (DayGroup & { readonly receipts: SavedReceipt[] })[] = [];
  for (const saved of receipts) {
    const { finishedAt } = saved.receipt;
    const date = new Date(finishedAt).toDateString();
    const last = groups.at(-1);
    if (last?.date === date) last.receipts.push(saved);
    else groups.push({ id: saved.id, date, day: dayOf(finishedAt), receipts: [saved] });
  }
  return groups;
}
