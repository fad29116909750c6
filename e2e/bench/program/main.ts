import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions, USAGE, type Options } from './options.ts';
import { runBench } from './run-bench.ts';

const bench = join(import.meta.dirname, '../..');

const options = optionsOrUsage();
if (options !== undefined) {
  const tempDir = await mkdtemp(join(tmpdir(), 'ota-drop-bench-'));
  try {
    await runBench(options, bench, tempDir);
  } finally {
    await rm(tempDir, { recursive: true, force: true });
  }
}

function optionsOrUsage(): Options | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}
