import * as v from 'valibot';
import type { Exchange } from '../exchange-event.ts';
import {
  isWhole,
  RECORDING_FORMAT,
  RECORDING_MAX_BYTES,
  RECORDING_VERSION,
  RecordingSchema,
  type Recording,
} from './recording.ts';

/** Why a file is no recording that can be played. */
export type RecordingFault =
  | { readonly kind: 'too-large'; readonly limit: number }
  /** Something else, or cut off. */
  | { readonly kind: 'no-recording' }
  | { readonly kind: 'other-version'; readonly version: number }
  /** It says that it is one, and something in it cannot be. */
  | { readonly kind: 'damaged'; readonly where: string }
  /** It does not begin with the file, or something in between is missing. */
  | { readonly kind: 'not-whole' };

export type RecordingReading =
  | { readonly recording: Recording }
  | { readonly fault: RecordingFault };

/** A report with a recording in it has other texts around. */
export const FILE_MAX_BYTES = 2 * RECORDING_MAX_BYTES;

/** Reads a recording's file, or a bug report that carries one. Rejects when the file cannot be read. */
export async function readRecordingFile(file: Blob): Promise<RecordingReading> {
  if (file.size > FILE_MAX_BYTES) return { fault: { kind: 'too-large', limit: FILE_MAX_BYTES } };
  return readRecording(await file.text());
}

export function readRecording(text: string): RecordingReading {
  const found = jsonIn(text);
  if (found.length > RECORDING_MAX_BYTES) {
    return { fault: { kind: 'too-large', limit: RECORDING_MAX_BYTES } };
  }
  const head = v.safeParse(HeadSchema, found);
  if (!head.success) return { fault: { kind: 'no-recording' } };
  const { version } = head.output;
  if (version !== RECORDING_VERSION) return { fault: { kind: 'other-version', version } };
  const reading = v.safeParse(RecordingSchema, head.output);
  if (!reading.success) {
    const where = v.getDotPath(reading.issues[0]) ?? 'the recording';
    return { fault: { kind: 'damaged', where } };
  }
  const { exchange } = reading.output;
  if (!isWhole(exchange)) return { fault: { kind: 'not-whole' } };
  const isTime = exchange.startedAt >= 0 && exchange.startedAt <= LATEST_MS;
  if (!isTime || !isInOrder(timesOf(exchange)))
    return { fault: { kind: 'damaged', where: 'exchange' } };
  return { recording: reading.output };
}

/** A page that stays open for longer than a week records uploads of its own. */
const LONGEST_MS = 7 * 24 * 60 * 60 * 1000;
/** The year 9999. */
const LATEST_MS = Date.UTC(9999, 0, 1);

function timesOf({ events, states = [], series }: Exchange): readonly (readonly number[])[] {
  return [
    events.map(({ at }) => at),
    states.map(([at]) => at),
    states.map(([, after]) => after),
    ...series.map(({ points }) => points.map(([at]) => at)),
  ];
}

function isInOrder(lists: readonly (readonly number[])[]): boolean {
  return lists.every((times) =>
    times.every((at, nth) => at >= (times[nth - 1] ?? 0) && at <= LONGEST_MS),
  );
}

const HeadSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.looseObject({ format: v.literal(RECORDING_FORMAT), version: v.number() }),
);

/** A bug report has it in one line. */
function jsonIn(text: string): string {
  if (text.trimStart().startsWith('{')) return text;
  const from = text.indexOf(`{"format":"${RECORDING_FORMAT}"`);
  if (from < 0) return '';
  const end = text.indexOf('\n', from);
  return end < 0 ? text.slice(from) : text.slice(from, end);
}
