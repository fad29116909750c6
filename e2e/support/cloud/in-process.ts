import { join } from 'node:path';
import { readPageFiles } from '../../../src/server/http/page-files.ts';
import type { Environment } from '../../../src/server/settings/setting-reader.ts';
import { readSettings, type Settings } from '../../../src/server/settings/settings.ts';

/** What every server in the test's own process starts with. */

export const builtPage = () => readPageFiles(join(import.meta.dirname, '../../../dist/client'));

/** On free ports, unless `env` says otherwise. */
export function settingsOf(env: Environment): Settings {
  const reading = readSettings({ PORT: '0', CLOUD_PORT: '0', ...env });
  if (reading.kind === 'mistakes') throw new Error(reading.mistakes.join('\n'));
  return reading.settings;
}
