import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { PATIENT } from '../../testing/raw-post.ts';
import { listening } from '../../testing/server-world.ts';
import { putObject } from '../../testing/test-objects.ts';
import { folderOfTest } from '../../testing/test-resources.ts';
import { memoryStore } from '../../simulator/bucket/store.ts';
import { createCloud } from '../../simulator/cloud.ts';
import { createCloudServer } from './cloud-server.ts';

/** Programs that devices and scripts download with: half of a file is there already, and the rest comes from the store. */

const run = promisify(execFile);
const KEY = 'ota/firmware/a.bin';
const HALF = 150_000;
const BYTES = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000)).buffer);
const WHOLE = Buffer.concat(
  Array.from({ length: 5 }, (_, i) => Buffer.concat([Buffer.of(i), BYTES])),
);

let dir: string;
let url: string;
/** The ranges that the programs ask for. */
let asked: string[];

beforeEach(async () => {
  dir = await folderOfTest();
  asked = [];
  const store = memoryStore();
  await putObject(store, KEY, WHOLE);
  const cloud = createCloud({ store });
  const server = createCloudServer({
    ...cloud,
    fetch(request) {
      asked.push(request.headers.get('range') ?? 'whole');
      return cloud.fetch(request);
    },
  });
  url = `${await listening(server)}/${KEY}`;
});

type Program = {
  readonly name: string;
  /** Says that the program is installed. */
  readonly probe: string;
  /** Its command line; URL, DIR and FILE are put in. */
  readonly resume: string;
};

const PROGRAMS: readonly Program[] = [
  { name: 'wget -c', probe: 'wget --version', resume: 'wget -q -c -O DIR/FILE URL' },
  { name: 'curl -C -', probe: 'curl --version', resume: 'curl -sS --fail -C - -o DIR/FILE URL' },
  {
    name: 'busybox wget -c',
    probe: 'busybox wget --help',
    resume: 'busybox wget -q -c -O DIR/FILE URL',
  },
  {
    name: 'aria2c -c',
    probe: 'aria2c --version',
    resume: 'aria2c -q -c --no-conf -d DIR -o FILE URL',
  },
];

const runLine = (line: string) => {
  const [command = '', ...args] = line.split(' ');
  return run(command, args, PATIENT);
};

const isHere = async ({ probe }: Program) =>
  runLine(probe).then(
    () => true,
    () => false,
  );

const programs = await Promise.all(
  PROGRAMS.map(async (program) => ({ ...program, isMissing: !(await isHere(program)) })),
);

for (const { name, resume, isMissing } of programs) {
  describe.skipIf(isMissing)(isMissing ? `${name} (not installed here)` : name, () => {
    test('goes on where it had stopped, byte for byte', async () => {
      const file = `half of ${name}`.replaceAll(' ', '-');
      const path = join(dir, file);
      await writeFile(path, WHOLE.subarray(0, HALF));
      const line = resume.replace('FILE', file).replace('URL', url);
      await runLine(line.replace('DIR', dir));
      expect(Buffer.compare(await readFile(path), WHOLE)).toBe(0);
      // The rest alone was asked for; aria2 goes back to the last whole piece of 16 KiB.
      const from = Number(/^bytes=(\d+)-/.exec(asked.at(-1) ?? '')?.[1]);
      expect(from).toBeLessThanOrEqual(HALF);
      expect(from).toBeGreaterThan(HALF - 16 * 1024);
    });
  });
}
