import { expect, type Page } from 'playwright/test';
import type { SavedRecording } from '../../src/automation/recording.ts';
import { createReplay } from '../../src/replay/replay.ts';
import { readRecording } from '../../src/upload/exchange/read-recording.ts';

/** Plays what the page has saved, in Node and in the demo's page. */

/** @returns the labels of the states; fails where they are not the same */
export async function replayed({ text }: SavedRecording): Promise<readonly string[]> {
  const reading = readRecording(text);
  if ('fault' in reading) throw new Error(JSON.stringify(reading.fault));
  const { recorded, replayed: states } = await createReplay(reading.recording).run();
  expect(states.map(([, , label]) => label)).toEqual(recorded.map(([, , label]) => label));
  return states.map(([, , label]) => label);
}

export async function playInDemo(
  page: Page,
  url: string,
  { name, text }: SavedRecording,
): Promise<void> {
  await page.goto(url);
  await expect(page.getByTestId('replay-open')).toBeVisible();
  const file = { name, mimeType: 'application/json', buffer: Buffer.from(text) };
  await page.getByTestId('drop-zone').drop({ files: [file] });
  await expect(page.getByTestId('replay')).toHaveAttribute('data-outcome', /same|different/);
  await expect(page.getByTestId('replay')).toHaveAttribute('data-outcome', 'same');
}
