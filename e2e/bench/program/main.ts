import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRuns, USAGE, type Options } from './options.ts';
import { runBench } from './run-bench.ts';

const bench = join(import.meta.dirname, '../..');

// Gigabytes must not stay behind, however the bench ends.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

for (const options of runsOrUsage()) {
  const tempDir = await mkdtemp(join(tmpdir(), 'ota-drop-bench-'));
  const clear = () => rmSync(tempDir, { recursive: true, force: true });
  process.once('exit', clear);
  await runBench(options, bench, tempDir);
  clear();
}

function runsOrUsage(): readonly Options[] {
  try {
    return readRuns(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return [];
  }
}
