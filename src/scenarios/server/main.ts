import { fileURLToPath } from 'node:url';
import { announce, tell } from '../../server/announce.ts';
import { readPageFiles } from '../../server/http/page-files.ts';
import { createLog } from '../../server/operations/log.ts';
import { createOperations } from '../../server/operations/operations.ts';
import { StartError } from '../../server/process/listening.ts';
import { secretsOf } from '../../server/settings/secrets.ts';
import { readSettings } from '../../server/settings/settings.ts';
import { readArmingKey } from './arming-key.ts';
import { runScenarios } from './run-scenarios.ts';

/** `npm run scenarios`: the page with its panel, the server, and an embedded cloud that fails when it is told to. */

/** Apart from what `npm start` keeps: a scenario may store a file that is not the one that was sent. */
const DATA_DIR = '.data-scenarios';
/** Of sysexits: a supervisor need not try again. */
const EXIT_CONFIG = 78;

const reading = readSettings({ DATA_DIR, ...process.env });
if (reading.kind === 'mistakes') {
  const lines = reading.mistakes.map((line) => `  - ${line}`);
  process.stderr.write(`${['OTA Drop cannot start with these settings:', ...lines].join('\n')}\n`);
  process.exitCode = EXIT_CONFIG;
} else {
  try {
    const { settings } = reading;
    const { logFormat, logLevel } = settings.operations;
    const key = readArmingKey(process.env);
    const log = createLog({
      format: logFormat ?? (process.stdout.isTTY ? 'text' : 'json'),
      level: logLevel,
      secrets: () => [...secretsOf(settings), ...(key === undefined ? [] : [key])],
    });
    const files = await readPageFiles(fileURLToPath(new URL('../client', import.meta.url)));
    const running = await runScenarios(settings, files, key, createOperations(log));
    announce(log, running, settings);
    tell(log, `Scenarios: ${running.pageUrl}/?scenario=reset-30,slow, or open the panel there.`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void running.close(0).then(() => process.exit(0)));
    }
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`OTA Drop cannot start. ${error.message}\n`);
    process.exitCode = 1;
  }
}
