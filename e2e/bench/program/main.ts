import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from './backend.ts';
import { makeFile, type MadeFile } from './made-file.ts';
import { readOptions } from './options.ts';
import { measureUploads } from './uploads-part.ts';
import { uploadsTables } from './uploads-table.ts';

const bench = join(import.meta.dirname, '../..');
const options = readOptions(process.argv.slice(2));
const dir = await mkdtemp(join(tmpdir(), 'ota-drop-bench-'));
try {
  const files: MadeFile[] = [];
  for (const mb of options.sizesMb)
    files.push(await makeFile(dir, `bench-${mb}-mb.bin`, mb * 1_000_000));
  const backend = await startBackend(
    [
      { name: 'peers', dir: join(bench, 'dist/pages') },
      { name: 'ours', dir: join(bench, '../../dist/client') },
      ...(options.against === undefined
        ? []
        : [{ name: 'against', dir: join(options.against, 'dist/client') }]),
    ],
    files,
  );
  const sizes = await measureUploads(options, backend, files);
  console.log(`\n${uploadsTables(sizes)}`);
  backend.close();
} finally {
  await rm(dir, { recursive: true, force: true });
}
