import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record } from '../../testing/recorded-world.ts';
import { GOOD_PLAN } from '../../testing/upload-plan.ts';
import type { Recording } from '../../upload/exchange/recording.ts';
import { runCommand } from './run-command.ts';

let dir = '';
let recording: Recording;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'recordings-'));
  const found = await record(GOOD_PLAN);
  if (found === undefined) throw new Error('nothing was recorded');
  ({ recording } = found);
});
afterAll(() => rm(dir, { recursive: true }));

async function run(content: string): Promise<{ status: number; text: string }> {
  const path = join(dir, 'a.recording.json');
  await writeFile(path, content);
  return runOn(path);
}

async function runOn(...args: readonly string[]): Promise<{ status: number; text: string }> {
  const lines: string[] = [];
  const status = await runCommand(args, (line) => lines.push(line));
  return { status, text: lines.join('\n') };
}

describe('the command', () => {
  test('shows the states of both, says that they are the same, and ends with 0', async () => {
    const { status, text } = await run(JSON.stringify(recording));
    expect(text).toMatch(/^door-lock-2\.4\.1\.bin, 300,000 bytes, recorded 2026-01-01/);
    expect(text.match(/confirming proof/g)).toHaveLength(2);
    expect(text).toContain('The same: 7 states.');
    expect(status).toBe(0);
  });

  test.each([
    ['other', 'done verified', 'failed x', /Differs from state 7 on: recorded "failed x", rep/],
    ['more', '"done verified"]', '"done verified"],[9999,9,"done x"]', /never came to state 8/],
  ])('marks the first state that is not the same (%s), and ends with 1', async (_name, ...row) => {
    const [from, to, sentence] = row;
    const { status, text } = await run(JSON.stringify(recording).replace(from, to));
    expect(text).toMatch(sentence);
    expect(text).toMatch(/^! /m);
    expect(status).toBe(1);
  });

  test('goes on where the recording ends: that is not the same either', async () => {
    const states = recording.exchange.states?.slice(0, -3) ?? [];
    const stopped = { ...recording.exchange, states: [...states, [2_000, 7, 'cancelled']] };
    const { status } = await run(JSON.stringify({ ...recording, exchange: stopped }));
    expect(status).toBe(1);
  });

  test('has a sentence for what it cannot play, and ends with 2', async () => {
    for (const content of ['', 'x', '{}', '{"format":"ota-drop-recording","version":7}']) {
      const { status, text } = await run(content);
      expect([status, text]).toEqual([2, expect.stringMatching(/\. Nothing was played\.$/)]);
    }
    const missing = await runOn(join(dir, 'missing'));
    expect(missing).toEqual({ status: 2, text: expect.stringMatching(/cannot be read \(ENOENT/) });
    const large = join(dir, 'large');
    await writeFile(large, '');
    await truncate(large, 5_000_000_000);
    expect(await runOn(large)).toMatchObject({ status: 2, text: expect.stringMatching(/larger/) });
  });

  test('says how it is used', async () => {
    expect(await runOn()).toMatchObject({ status: 2, text: expect.stringMatching(/^Usage/) });
    expect(await runOn('--help')).toMatchObject({ status: 0, text: expect.stringMatching(/^Us/) });
  });
});
