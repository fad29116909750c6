import { codeOf, factsOf } from '../../upload/model/failure-rules.ts';
import type { Failure, Rejection } from '../../upload/model/failure.ts';
import type { Asked } from '../../upload/model/failure-row.ts';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { Try } from '../../upload/model/retry-policy.ts';
import { redact } from '../../contract/legible-text.ts';
import { withoutMarks } from '../locales/text/kept.ts';

export type Circumstances = {
  /** Of an upload that has not failed, or failed on an earlier visit, how it stands with it. */
  readonly standing: string;
  readonly failed:
    | {
        readonly reason: Failure | Rejection;
        readonly title: string;
        /** The attempts that failed, oldest first; the last of them is the failure reported. */
        readonly tries: readonly Try[];
      }
    | undefined;
  readonly firmware: Firmware;
  /** Of the last ticket there was. */
  readonly ticketRequestId: string | undefined;
  /** What was exchanged, line by line; missing where nothing of it is kept. */
  readonly timeline?: readonly string[];
  /** What replays it, in one line, or where that is to be had; missing where there is none. */
  readonly recording?: string;
  /** Of the page. */
  readonly build: string | undefined;
  readonly now: Date;
  readonly userAgent: string;
};

/** Markdown for a support request or an issue. Only what is named here goes in: no ticket, policy or signature. */
export function bugReport(circumstances: Circumstances): string {
  const { standing, failed, firmware, ticketRequestId, timeline = [], recording } = circumstances;
  const { build, now, userAgent } = circumstances;
  const facts: readonly Fact[] = [
    ...(failed === undefined ? [] : failureFacts(failed)),
    ['Ticket request ID', ticketRequestId],
    ['File', firmware.name],
    ['Size', `${firmware.size} bytes`],
    ['Time', now.toISOString()],
    ['Page', build],
    ['Browser', userAgent],
  ];
  const heading =
    failed === undefined ? `upload ${standing}` : `${codeOf(failed.reason)} ${failed.reason.kind}`;
  return [
    `## OTA Drop: ${heading}`,
    '',
    ...facts.flatMap(([label, value]) =>
      value === undefined ? [] : [`- ${label}: ${code(String(value))}`],
    ),
    ...(timeline.length === 0 ? [] : ['', '### Exchange', '', ...fenced(timeline, 'text')]),
    ...(recording === undefined ? [] : ['', ...folded('Recording (replays)', recording)]),
    '',
  ].join('\n');
}

type Fact = readonly [label: string, value: string | number | undefined];

function failureFacts({
  reason,
  title,
  tries,
}: NonNullable<Circumstances['failed']>): readonly Fact[] {
  const facts = factsOf(reason);
  const earlier = tries.slice(0, -1).map(({ failure, sent }) => `${codeOf(failure)} at ${sent}`);
  return [
    // Marks that are meant for the page.
    ['What happened', withoutMarks(title)],
    ['HTTP status', facts.status],
    ['Code', facts.code],
    ['EC', facts.ec],
    ['Message', facts.message === undefined ? undefined : redact(facts.message)],
    ['Request ID', facts.requestId],
    ['Seen', seenOf(reason)],
    ['Attempts before', earlier.length === 0 ? undefined : earlier.join(', ')],
  ];
}

/** In code nothing of what others have written is a link, a mention or an image. */
function code(text: string): string {
  const marks = ticksAround(text, 1);
  const gap = /^`|`$/.test(text) ? ' ' : '';
  return `${marks}${gap}${text}${gap}${marks}`;
}

function fenced(lines: readonly string[], language: string): readonly string[] {
  const marks = ticksAround(lines.join('\n'), 3);
  return [`${marks}${language}`, ...lines, marks];
}

/** Long, and for programs: readers of the report open it when they want it. */
function folded(title: string, text: string): readonly string[] {
  const summary = `<summary>${title}</summary>`;
  return ['<details>', summary, '', ...fenced([text], 'json'), '', '</details>'];
}

/** More of them in a row than the text has anywhere. */
function ticksAround(text: string, atLeast: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  return '`'.repeat(Math.max(atLeast, longest + 1));
}

/** What the page itself saw, in numbers; told by what a failure carries as well. */
function seenOf(reason: Failure | Rejection): string | undefined {
  if ('afterMs' in reason) return `no answer within ${reason.afterMs} ms`;
  if ('leftMs' in reason) return `${Math.round(reason.leftMs)} of ${reason.lifeMs} ms left`;
  if ('min' in reason) return `${reason.min} to ${reason.max} bytes allowed`;
  if ('limit' in reason) return `at most ${reason.limit} bytes allowed`;
  if ('noticed' in reason) return `${reason.how}, noticed ${reason.noticed}`;
  if ('access' in reason) return `${reason.host}, permission: ${reason.access}`;
  if ('origin' in reason) return `${reason.host} from ${reason.origin}`;
  if ('host' in reason) return reason.host;
  if ('likely' in reason) {
    return `${sentIn(reason)} after ${Math.round(reason.tookMs)} ms, likely: ${reason.likely}`;
  }
  if ('quietMs' in reason) return `${sentIn(reason)}, quiet for ${Math.round(reason.quietMs)} ms`;
  if ('sent' in reason) return sentIn(reason);
  if ('found' in reason) return `all sent, the object is ${reason.found}`;
  if ('asked' in reason && reason.asked !== undefined) {
    return `${insteadOfAnswer(reason.asked)}; the store was asked afterwards`;
  }
  if ('theirs' in reason) {
    return `file ${reason.ours ?? 'not known'}, stored ${reason.theirs ?? 'not known'}`;
  }
  return undefined;
}

function insteadOfAnswer(asked: Asked): string {
  switch (asked.insteadOfAnswer) {
    case 'cut':
      return `cut, ${sentIn(asked)}`;
    case 'silence':
      return `all sent, no answer, the object is ${asked.found}`;
    case 'status':
      return `HTTP ${asked.status} of something in between, the object is ${asked.found}`;
  }
}

function sentIn({ sent, total }: { readonly sent: number; readonly total: number }): string {
  return `${sent} of ${total} bytes sent`;
}
