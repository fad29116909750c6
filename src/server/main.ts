#!/usr/bin/env -S node --max-semi-space-size=2
import { fileURLToPath } from 'node:url';
import { announce, tell } from './announce.ts';
import { checkDisks } from './command-line/check.ts';
import { readCommand } from './command-line/command.ts';
import { environmentFile } from './command-line/environment-file.ts';
import { helpText } from './command-line/help.ts';
import { printConfig } from './command-line/print-config.ts';
import { printFindings } from './doctor/print-findings.ts';
import { openCloud } from './embedded/open-cloud.ts';
import { buildOf, readPageFiles, type PageFiles } from './http/page-files.ts';
import { gathered } from './operations/gathered.ts';
import { createLog } from './operations/log.ts';
import { createOperations } from './operations/operations.ts';
import type { Emit } from './operations/server-event.ts';
import { StartError } from './process/listening.ts';
import { runDoctor } from './run-doctor.ts';
import { findMisspelled } from './settings/misspelled.ts';
import { runServer, type RunningServer } from './run-server.ts';
import { secretsOf } from './settings/secrets.ts';
import { readSettings, type Settings } from './settings/settings.ts';

/** Of sysexits: the options are wrong; the settings are, and a supervisor need not try again. */
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;

const command = readCommand(process.argv.slice(2));
switch (command.kind) {
  case 'help':
    console.log(helpText().trimEnd());
    break;
  case 'version':
    console.log(buildOf(await readBuiltPage()) ?? 'unknown');
    break;
  case 'unknown':
    console.error(
      `OTA Drop does not know that: ${command.problem}. \`npm start -- --help\` lists what there is.`,
    );
    process.exitCode = EXIT_USAGE;
    break;
  case 'print-example':
    console.log(environmentFile().trimEnd());
    break;
  case 'print-config':
    console.log(printConfig(process.env).trimEnd());
    settingsOrExit();
    break;
  case 'check': {
    const settings = settingsOrExit();
    if (settings !== undefined) await checkAll(settings);
    break;
  }
  case 'doctor': {
    const settings = settingsOrExit();
    if (settings === undefined) break;
    const findings = await runDoctor(settings, command.mayPost);
    console.log(printFindings(findings).trimEnd());
    if (findings.some(({ severity }) => severity === 'fault')) process.exitCode = 1;
    break;
  }
  case 'serve': {
    const settings = settingsOrExit();
    if (settings !== undefined) await serve(settings);
  }
}

/** Undefined when they are wrong: that is said then, and the process will end with the code for it. */
function settingsOrExit(): Settings | undefined {
  for (const { name, meant } of findMisspelled(process.env)) {
    console.error(`Note: ${name} is set and is no setting of OTA Drop. Is ${meant} meant?`);
  }
  const reading = readSettings(process.env);
  if (reading.kind === 'settings') return reading.settings;
  const lines = reading.mistakes.map((line) => `  - ${line}`);
  console.error(['OTA Drop cannot start with these settings:', ...lines].join('\n'));
  process.exitCode = EXIT_CONFIG;
  return undefined;
}

async function checkAll(settings: Settings): Promise<void> {
  const page = await readBuiltPage().then(
    () => [],
    (error: unknown) => [error instanceof Error ? error.message : String(error)],
  );
  const problems = [...page, ...(await checkDisks(settings))];
  if (problems.length === 0) {
    console.log(
      'The settings are good, and the disk takes files. `npm run doctor` tries the cloud.',
    );
    return;
  }
  console.error(problems.join('\n'));
  process.exitCode = 1;
}

async function serve(settings: Settings): Promise<void> {
  const { logFormat, logLevel } = settings.operations;
  // The process that reads the log may end before the server does: uploads go on without it.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const log = createLog({
    format: logFormat ?? (process.stdout.isTTY ? 'text' : 'json'),
    level: logLevel,
    secrets: () => secretsOf(settings),
    out: gathered((text) => process.stdout.write(text)),
  });
  try {
    const files = await readBuiltPage();
    const running = await runServer(settings, files, openCloud, createOperations(log));
    announce(log, running, settings);
    stopOnSignal(log, running, settings);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.error(`OTA Drop cannot start. ${error.message}`);
    process.exitCode = 1;
  }
}

async function readBuiltPage(): Promise<PageFiles> {
  const dir = fileURLToPath(new URL('../client', import.meta.url));
  return readPageFiles(dir).catch(() => {
    throw new StartError(
      `The page is not built: ${dir} cannot be read. \`npm run build\` makes it.`,
    );
  });
}

/** The first signal lets uploads finish, the second does not wait. */
function stopOnSignal(log: Emit, running: RunningServer, { drainMs }: Settings): void {
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      tell(log, 'Stopping; uploads under way may finish. Once more to stop at once.');
      void running.close(drainMs).then(() => process.exit(0));
    });
  }
}
