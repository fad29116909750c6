import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRuns, USAGE, type Options } from './options.ts';
import { runBench } from './run-bench.ts';

const bench = join(import.meta.dirname, '../..');

for (const options of runsOrUsage()) {
  const tempDir = await mkdtemp(join(tmpdir(), 'ota-drop-bench-'));
  try {
    await runBench(options, bench, tempDir);
  } finally {
    await rm(tempDir, { recursive: true, force: true });
  }
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
