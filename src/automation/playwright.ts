import { test as base, expect } from 'playwright/test';
import type { Aim } from '../faults/armed-faults.ts';
import type { Fault } from '../faults/fault.ts';
import type { TicketFault } from '../faults/ticket-fault.ts';
import { attachRecordings } from './recording.ts';
import { startServer, type OtaDropServer } from './server.ts';
import { uploaderOn, type Uploader } from './uploader.ts';

/** `ota-drop/playwright`: fixtures for tests of the page. docs/automation.md has it with examples. */

export type OtaDropOptions = {
  /** Settings of the server, by the names of the environment. */
  readonly otaDropSettings: Readonly<Record<string, string>>;
};

export type OtaDropFixtures = {
  /** A server of the test's own: free ports, a folder of its own, nothing stored, nothing armed. It ends with the test. */
  readonly otaDrop: OtaDropServer;
  /** The page, open at `otaDrop`. */
  readonly uploader: Uploader;
};

export const test = base.extend<OtaDropFixtures & OtaDropOptions>({
  otaDropSettings: [{}, { option: true }],
  otaDrop: async ({ otaDropSettings }, use) => {
    const server = await startServer(otaDropSettings);
    await use(server);
    await server.stop();
  },
  uploader: async ({ page, otaDrop }, use, testInfo) => {
    await page.goto(otaDrop.url);
    await use(uploaderOn(page));
    await attachRecordings(page, testInfo);
  },
});

export { attachRecordings, expect, startServer, uploaderOn };
export type { Aim, Fault, OtaDropServer, TicketFault, Uploader };
export type { Bite } from '../faults/fault.ts';
export type { Position } from '../faults/fault.ts';
export type { RefusalName } from '../faults/refusal-name.ts';
export type { Faults } from './server.ts';
export type { StoredFile } from './stored-file.ts';
export type { Receipt } from './receipt.ts';
export type { SavedRecording } from './recording.ts';
export type { DigestKind, ShownFailure, Upload, WaitOptions } from './upload.ts';
export type { FileToUpload } from './uploader.ts';
export type { UploadStatus } from './upload-status.ts';
