import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PATIENT, startCloud, type CloudOnPort } from '../../testing/raw-post.ts';
import { openDiskStore } from '../disk/disk-store.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Programs that devices and scripts download with: half of a file is there already, and the rest comes from the store. */

const run = promisify(execFile);
const KEY = 'ota/firmware/a.bin';
const HALF = 150_000;
const BYTES = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000)).buffer);
const WHOLE = Buffer.concat(
  Array.from({ length: 5 }, (_, i) => Buffer.concat([Buffer.of(i), BYTES])),
);

let dir: string;
let cloud: CloudOnPort;
/** What the programs ask for is written down on the way. */
let front: Server;
let frontUrl: string;
const asked: string[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ota-drop-resume-'));
  cloud = await startCloud({ store: await openDiskStore(join(dir, 'store')) });
  const answer = await cloud.post(KEY, WHOLE);
  if (answer.status !== 204) throw new Error(answer.text);
  front = createServer((request, response) => {
    asked.push(request.headers.range ?? 'whole');
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' && name !== 'connection' ? [[name, value] as const] : [],
    );
    void fetch(`${cloud.url}${request.url}`, {
      method: request.method ?? 'GET',
      headers: Object.fromEntries(headers),
    }).then(async (told) => {
      response.writeHead(told.status, Object.fromEntries(told.headers));
      response.end(request.method === 'HEAD' ? undefined : Buffer.from(await told.arrayBuffer()));
    });
  }).listen(0, '127.0.0.1');
  await once(front, 'listening');
  const address = front.address();
  frontUrl =
    typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
});
afterAll(async () => {
  front.close();
  await cloud.close();
  await rm(dir, { recursive: true, force: true });
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
      asked.length = 0;
      const line = resume.replace('FILE', file).replace('URL', `${frontUrl}/${KEY}`);
      await runLine(line.replace('DIR', dir));
      expect(Buffer.compare(await readFile(path), WHOLE)).toBe(0);
      // The rest alone was asked for; aria2 goes back to the last whole piece of 16 KiB.
      const from = Number(/^bytes=(\d+)-/.exec(asked.at(-1) ?? '')?.[1]);
      expect(from).toBeLessThanOrEqual(HALF);
      expect(from).toBeGreaterThan(HALF - 16 * 1024);
    });
  });
}
