import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { record } from '../../testing/recorded-world.ts';
import { GOOD_PLAN } from '../../testing/upload-plan.ts';
import { RECORDED_CASES } from '../../testing/recorded-plans.ts';
import { EXCHANGE_MAX_BYTES } from './recorder.ts';
import { FILE_MAX_BYTES, readRecording, readRecordingFile } from './read-recording.ts';
import { RECORDING_MAX_BYTES, type Recording } from './recording.ts';

async function recorded(): Promise<Recording> {
  const found = await record(GOOD_PLAN);
  if (found === undefined) throw new Error('nothing was recorded');
  return found.recording;
}

const faultOf = (text: string) => {
  const reading = readRecording(text);
  return 'fault' in reading ? reading.fault : undefined;
};

describe('a recording', () => {
  test.each([0, 2])('is read as it was written, with indentation %i', async (indentation) => {
    const recording = await recorded();
    expect(readRecording(JSON.stringify(recording, null, indentation))).toEqual({ recording });
  });

  test('is found in a bug report', async () => {
    const recording = await recorded();
    const report = `## OTA Drop: upload done\n\n- File: \`a.bin\`\n\n\`\`\`json\n${JSON.stringify(recording)}\n\`\`\`\n`;
    expect(readRecording(report)).toEqual({ recording });
  });

  test('has no bytes of the file, and is no larger than an exchange may be', async () => {
    const recording = await recorded();
    expect(recording.file).toEqual({ name: 'door-lock-2.4.1.bin', size: 300_000 });
    expect(JSON.stringify(recording).length).toBeLessThan(EXCHANGE_MAX_BYTES + 1_000);
    expect(3 * EXCHANGE_MAX_BYTES).toBeLessThan(RECORDING_MAX_BYTES);
  });
});

describe('what is no recording says so:', () => {
  test.each([
    ['nothing', ''],
    ['something else', '{"log":{"version":"1.2","entries":[]}}'],
    ['a list', '[]'],
    ['a firmware', '\u007fELF\u0002\u0001\u0001'],
    ['half of one', '{"format":"ota-drop-recording","version":1,"file":{"na'],
  ])('%s', (_name, text) => {
    expect(faultOf(text)).toEqual({ kind: 'no-recording' });
  });

  test('one of another version', async () => {
    const text = JSON.stringify({ ...(await recorded()), version: 2 });
    expect(faultOf(text)).toEqual({ kind: 'other-version', version: 2 });
  });

  test('one that is too large, before it is read', async () => {
    const padded = JSON.stringify(await recorded()) + ' '.repeat(RECORDING_MAX_BYTES);
    expect(faultOf(padded)).toMatchObject({ kind: 'too-large' });
    const file = Object.defineProperties(new Blob(['x']), {
      size: { get: () => FILE_MAX_BYTES + 1 },
      text: { value: () => Promise.reject(new Error('it was read')) },
    });
    expect(await readRecordingFile(file)).toMatchObject({ fault: { kind: 'too-large' } });
  });

  test('one that is cut in the middle, or goes back in time', async () => {
    const { exchange, ...rest } = await recorded();
    const cut = { ...exchange, leftOut: { count: 3, after: 1 } };
    expect(faultOf(JSON.stringify({ ...rest, exchange: cut }))).toEqual({ kind: 'not-whole' });
    const late = { ...exchange, states: exchange.states?.slice(1) };
    expect(faultOf(JSON.stringify({ ...rest, exchange: late }))).toEqual({ kind: 'not-whole' });
    const back = { ...exchange, events: exchange.events.toReversed() };
    expect(faultOf(JSON.stringify({ ...rest, exchange: back }))).toMatchObject({ kind: 'damaged' });
  });

  test('one with anything changed in it is read, or refused with a reason, and nothing is thrown', async () => {
    const text = JSON.stringify(await recorded());
    fc.assert(
      fc.property(
        fc.nat(text.length),
        fc.constantFrom('', 'null', '"', '[]', '-1', '1e999', '9'.repeat(30), '}'),
        fc.nat(12),
        (at, put, gone) => {
          const reading = readRecording(text.slice(0, at) + put + text.slice(at + gone));
          expect('fault' in reading || reading.recording.version === 1).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test.each(RECORDED_CASES)('an upload that $name is written and read whole', async ({ plan }) => {
  const found = await record(plan);
  if (found === undefined) throw new Error('nothing was recorded');
  const { recording } = found;
  expect(readRecording(JSON.stringify(recording))).toEqual({ recording });
});
