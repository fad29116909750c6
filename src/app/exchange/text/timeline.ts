import type { Exchange } from '../../../upload/exchange-event.ts';
import { textOf } from './event-text.ts';
import { secondsText, type EventText, type TextTools } from './text-tools.ts';

export type TimelineItem =
  | {
      readonly kind: 'event';
      /** Its place among the events that are kept. */
      readonly nth: number;
      readonly at: number;
      readonly text: EventText;
    }
  /** Here events were left out. */
  | { readonly kind: 'gap'; readonly count: number };

export type TimelineGroup = {
  /** 0 before the first attempt. */
  readonly attempt: number;
  readonly items: readonly TimelineItem[];
};

/** All of an exchange but its plot. */
export type Told = Pick<Exchange, 'events' | 'leftOut'>;

/** Events in the order in which they happened, by attempt. What is told between two attempts belongs to the one before. */
export function timelineOf({ events, leftOut }: Told, tools: TextTools): TimelineGroup[] {
  const groups: { attempt: number; items: TimelineItem[] }[] = [];
  for (const [index, event] of events.entries()) {
    const attempt = Math.max(event.attempt ?? 0, groups.at(-1)?.attempt ?? 0);
    let group = groups.at(-1);
    if (group?.attempt !== attempt) groups.push((group = { attempt, items: [] }));
    if (leftOut.count > 0 && index === leftOut.after) {
      group.items.push({ kind: 'gap', count: leftOut.count });
    }
    const text = textOf(event, tools);
    if (text !== undefined) group.items.push({ kind: 'event', nth: index, at: event.at, text });
  }
  return groups.filter(({ items }) => items.length > 0);
}

/** The same as plain lines, for a report. */
export function timelineLines(exchange: Told, tools: TextTools): string[] {
  const { words } = tools;
  return timelineOf(exchange, tools).flatMap(({ attempt, items }) => [
    attempt === 0 ? words.beforeAttempts : words.attempt(String(attempt)),
    ...items.flatMap((item) =>
      item.kind === 'gap'
        ? [`            ${words.leftOut(item.count)}`]
        : [
            `${secondsText(item.at).padStart(10)}  ${item.text.title}`,
            ...[...item.text.lines, ...(item.text.more?.lines ?? [])].map(
              (line) => `            ${line}`,
            ),
          ],
    ),
  ]);
}
