import { join } from 'node:path';
import { readPageFiles, type PageFiles } from '../server/http/page-files.ts';
import type { Environment } from '../server/settings/setting-reader.ts';
import { readSettings, type Settings } from '../server/settings/settings.ts';

/** What every server in the test's own process starts with. */

/** From `src/automation` as from `dist/playwright`, where the package has this file. */
const CLIENT = join(import.meta.dirname, '../../dist/client');

let page: Promise<PageFiles> | undefined;

/** Read once in a process: compressing it takes longer than all the rest of a start. */
export function builtPage(): Promise<PageFiles> {
  page ??= readPageFiles(CLIENT).catch((error: unknown) => {
    page = undefined;
    throw new Error(`The page is not built: ${CLIENT} cannot be read.`, { cause: error });
  });
  return page;
}

/** On free ports, unless `env` says otherwise. */
export function settingsOf(env: Environment): Settings {
  const reading = readSettings({ PORT: '0', CLOUD_PORT: '0', ...env });
  if (reading.kind === 'mistakes') throw new Error(reading.mistakes.join('\n'));
  return reading.settings;
}
