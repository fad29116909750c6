import { fileURLToPath } from 'node:url';
import { bucketAddress } from '../contract/bucket/bucket-access.ts';
import { readPageFiles, type PageFiles } from './http/page-files.ts';
import { StartError } from './process/listening.ts';
import { isLoopback } from './process/loopback.ts';
import { findMisspelled } from './settings/misspelled.ts';
import { runServer, type RunningServer } from './run-server.ts';
import { readSettings, type Settings } from './settings/settings.ts';

/** `EX_CONFIG` of sysexits: a supervisor need not try again. */
const EXIT_CONFIG = 78;

for (const { name, meant } of findMisspelled(process.env)) {
  console.error(`Note: ${name} is set and is no setting of OTA Drop. Is ${meant} meant?`);
}
const reading = readSettings(process.env);
switch (reading.kind) {
  case 'mistakes':
    console.error(
      [
        'OTA Drop cannot start with these settings:',
        ...reading.mistakes.map((line) => `  - ${line}`),
      ].join('\n'),
    );
    process.exitCode = EXIT_CONFIG;
    break;
  case 'settings': {
    try {
      const running = await runServer(reading.settings, await readBuiltPage());
      announce(running, reading.settings);
      console.log('Stop it with Ctrl+C.');
      stopOnSignal(running, reading.settings);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      console.error(`OTA Drop cannot start. ${error.message}`);
      process.exitCode = 1;
    }
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
function stopOnSignal(running: RunningServer, { drainMs }: Settings): void {
  let isStopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      console.log('Stopping; uploads under way may finish. Once more to stop at once.');
      void running.close(drainMs).then(() => process.exit(0));
    });
  }
}

function announce({ pageUrl, listeningUrl, cloudUrl }: RunningServer, { cloud }: Settings): void {
  console.log(`OTA Drop is ready: ${pageUrl}`);
  if (listeningUrl !== pageUrl) console.log(`It listens on ${listeningUrl}`);
  switch (cloud.kind) {
    case 'embedded':
      console.log(`Files go to the embedded cloud at ${cloudUrl}, kept in ${cloud.dataDir}`);
      if (!isLoopback(new URL(pageUrl).hostname) && cloud.publicUrl === undefined) {
        console.log(
          'Note: people who open the page on another machine would look for this store on their own. Set CLOUD_PUBLIC_URL to where they reach it.',
        );
      }
      break;
    case 'live':
      console.log(`Tickets come from ${cloud.access.endpoint}`);
      break;
    case 'bucket':
      console.log(`Files go to your bucket at ${bucketAddress(cloud.access)}`);
  }
}
