import { describe, expect, test } from 'vitest';
import { record } from '../../../testing/recorded-world.ts';
import { GOOD_PLAN } from '../../../testing/upload-plan.ts';
import { readRecording } from '../../../upload/exchange/read-recording.ts';
import type { Recording } from '../../../upload/exchange/recording.ts';
import { bugReport } from '../../failure/bug-report.ts';
import { recordingInReport } from './recording-file.ts';

async function recorded(): Promise<Recording> {
  const found = await record({ ...GOOD_PLAN, name: 'door ``` "lock".bin' });
  if (found === undefined) throw new Error('nothing was recorded');
  return found.recording;
}

const reportWith = (recording: string) =>
  bugReport({
    standing: 'done',
    failed: undefined,
    firmware: { name: 'door.bin', size: 1, modifiedAt: 0, folder: '' },
    ticketRequestId: undefined,
    timeline: ['Attempt 1'],
    recording,
    build: undefined,
    now: new Date(0),
    userAgent: 'Browser/1',
  });

describe('a bug report', () => {
  test('carries a recording, folded, that is read from it as it was', async () => {
    const recording = await recorded();
    const report = reportWith(recordingInReport(recording));
    expect(report).toContain('<details>\n<summary>Recording (replays)</summary>\n\n````json\n');
    expect(readRecording(report)).toEqual({ recording });
  });

  test('names the file to attach where the recording is too long for an issue', async () => {
    const recording = await recorded();
    const points = Array.from({ length: 240 }, (_, nth): [number, number] => [nth * 1_000, nth]);
    const series = Array.from({ length: 20 }, (_, attempt) => ({ attempt, points }));
    const long = { ...recording, exchange: { ...recording.exchange, series } };
    const report = reportWith(recordingInReport(long));
    expect(report).toContain('.bin.recording.json" and attach it.');
    expect(report.length).toBeLessThan(2_000);
    expect(readRecording(report)).toEqual({ fault: { kind: 'no-recording' } });
  });
});
