import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  CLOSING,
  fieldParts,
  part,
  postRequest,
  send,
  signedFields,
  startCloud,
  type CloudOnPort,
  type RawAnswer,
} from '../../testing/raw-post.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { openDiskStore } from '../disk/disk-store.ts';

/**
 * Keys and file names of an attacker who may sign: nothing outside the store's folder, no name of theirs in a path, no header
 * that we did not mean, and GET gives the same bytes.
 */

const RUNS = 200;
let outside: string;
let cloud: CloudOnPort;

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'ota-drop-hostile-'));
  const dir = join(outside, 'deep', 'down', 'store');
  await mkdir(dir, { recursive: true });
  cloud = await startCloud({ store: await openDiskStore(dir) });
  return async () => {
    await cloud.close();
    await rm(outside, { recursive: true, force: true });
  };
});

/** `fileName` goes into the part's head as it is. */
async function post(key: string, bytes: Uint8Array, fileName = 'a.bin'): Promise<RawAnswer> {
  const fields = [...(await signedFields(key)), ['success_action_status', '201'] as const];
  const file = part('file', bytes, `; filename="${fileName}"`);
  return send(cloud.port, postRequest(Buffer.concat([fieldParts(fields), file, CLOSING])));
}

/** Every path under the folder that the store's own lies in: only names that the store has made up. */
async function expectOwnNamesOnly(): Promise<void> {
  const own =
    /^deep(\/down(\/store(\/(tmp|blobs|objects)(\/([0-9a-f]{64}\.json|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}))?)?)?)?$/;
  const paths = (await readdir(outside, { recursive: true })).map((path) =>
    path.replaceAll('\\', '/'),
  );
  expect(paths.filter((path) => !own.test(path))).toEqual([]);
}

/** What the answers of this store may have; a header of any other name has been smuggled in. */
const HEADERS = new Set(
  `server x-oss-request-id x-oss-ec x-oss-hash-crc64ecma x-oss-object-type etag location content-type content-length
  content-disposition content-security-policy cross-origin-resource-policy x-content-type-options accept-ranges
  last-modified date connection transfer-encoding cache-control referrer-policy x-frame-options`.split(
    /\s+/,
  ),
);

function expectCleanHead({ headerLines }: RawAnswer): void {
  for (const line of headerLines) {
    expect(line).toMatch(/^[A-Za-z0-9-]+: [\x20-\x7e]*$/);
    expect(HEADERS).toContain(line.slice(0, line.indexOf(':')).toLowerCase());
  }
}

async function expectStored(key: string, answer: RawAnswer, bytes: Uint8Array): Promise<void> {
  expect([answer.status, readOssError(answer.text)]).toEqual([201, undefined]);
  expectCleanHead(answer);
  // Where the answer says that it is, and where its key says so.
  const location = new URL(answer.headers.get('location') ?? '');
  expect(location.host).toBe('127.0.0.1');
  expect(decodeURIComponent(location.pathname.slice(1))).toBe(key);
  const got = await cloud.get(key);
  expect(got.status).toBe(200);
  expectCleanHead(got);
  expect(Buffer.compare(got.body, bytes)).toBe(0);
  expect(got.headers.get('content-disposition')).toMatch(
    /^attachment; filename\*=UTF-8''[\w.%~-]*$/,
  );
}

let made = 0;
function newBytes(): Uint8Array {
  made += 1;
  return Buffer.from(`the bytes of upload ${made}`);
}

describe('a key', () => {
  const names = [
    ['../../../etc/passwd', 'a/../../../../x', '..\\..\\..\\windows\\win.ini', '../', './..'],
    ['%2e%2e/%2e%2e/x', '%2e%2e', '..%2f..%2fx', '%252e%252e%252f', '..;/x', '....//x'],
    ['tmp/../objects/x.json', 'a\u0000b.bin', '\u0000', 'a\nb', '\t', ' ', '\u007f\u0080\u009f'],
    ['a\r\nSet-Cookie: b=1\r\n\r\n<html>', '\u2028\u2029', 'CON', 'con.bin', 'NUL', 'aux.'],
    ['C:', 'C:\\a.bin', 'file.bin:stream', '$(touch x)`touch y`;rm -rf ~', '*?[a-z]{1,2}'],
    ['~root/.ssh/authorized_keys', '.htaccess', '-rf', 'a/', 'a//b', 'a\\b', '__proto__'],
    ['constructor', 'firmware\u202egpj.bin', '\ufeffa\u200b\u200d', 'e\u0301 \u00e9'],
    ['🚀👩‍👩‍👧‍👦.bin', '\ud7ff\ue000\ufffd', '"><img src=x onerror=alert(1)>'],
    ["'; DROP TABLE objects; --", ']]>&lt;!--', '?Action=GenerateOTAUploadURL&x=1#y'],
    ['%', '%zz', '%E0%A4%A', 'k'.repeat(1023), '固'.repeat(341), `${'😀'.repeat(255)}abc`],
    [`${'d/'.repeat(511)}f`, '../'.repeat(341)],
  ].flat();

  test.each(names)('called %j is a name and nothing else', async (key) => {
    const bytes = newBytes();
    await expectStored(key, await post(key, bytes), bytes);
    await expectOwnNamesOnly();
  });
});

describe('a file name', () => {
  test.each([
    ['quotes', String.raw`a\"b\".bin`, 'a"b".bin'],
    ['a way out', '../../../etc/passwd', 'passwd'],
    ['a way out of Windows', String.raw`C:\\fakepath\\a.bin`, 'a.bin'],
    ['itself', '${filename}', '${filename}'],
    ['itself twice', '${filename}${filename}', '${filename}${filename}'],
    ['a replacement pattern', '$&$1$$', '$&$1$$'],
    ['unicode', '固件 🚀.bin', '固件 🚀.bin'],
    ['right to left', 'firmware\u202egpj.bin', 'firmware\u202egpj.bin'],
    ['a device', 'CON', 'CON'],
    ['markup', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ])('with %s is put into the key as a name', async (_, fileName, expected) => {
    const bytes = newBytes();
    const answer = await post('ota/${filename}/${filename}', bytes, fileName);
    await expectStored(`ota/${expected}/${expected}`, answer, bytes);
    await expectOwnNamesOnly();
  });

  test.each([
    ['a head of its own', 'a"\r\nContent-Type: text/html\r\nX-Evil: "'],
    ['an end of the head', 'a"\r\n\r\nbytes before the bytes'],
    [
      'a part of its own',
      'a"\r\n\r\nx\r\n--xBOUNDARYx\r\nContent-Disposition: form-data; name="key',
    ],
    ['a null', 'a\u0000b'],
    ['nothing', ''],
    ['a kilobyte', 'n'.repeat(1024)],
    ['a hundred kilobytes', 'n'.repeat(100_000)],
  ])('with %s gets an answer, and changes no other object', async (_, fileName) => {
    const answer = await post(`ota/${made}-\${filename}`, newBytes(), fileName);
    expect([201, 400]).toContain(answer.status);
    expectCleanHead(answer);
    await expectOwnNamesOnly();
  });
});

const DANGER = [
  ['..', '.', '/', '\\', '%2e', '%2f', '%00', '%', '\u0000', '\r\n', '\n', '"', "'", '<', '&'],
  ['${filename}', '$&', ':', '*', '?', '#', ';', '|', '~', ' ', 'CON', '\u202e', '\ufeff', '😀'],
].flat();

test(`${RUNS} keys made of what is dangerous`, async () => {
  const danger = fc.constantFrom(...DANGER);
  const key = fc
    .array(fc.oneof(danger, fc.string({ unit: 'binary', maxLength: 8 })), {
      minLength: 1,
      maxLength: 12,
    })
    .map((pieces) => pieces.join(''));
  const fileName = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .map((text) => text.replaceAll(/[\\/"\r\n]/g, '_'));
  let stored = 0;
  await fc.assert(
    fc.asyncProperty(key, fileName, async (key, fileName) => {
      const bytes = newBytes();
      const answer = await post(key, bytes, fileName);
      if (answer.status === 400) {
        // Only what OSS refuses as well, and an empty file name may make of a key.
        expect(readOssError(answer.text)?.code).toBe('InvalidObjectName');
        expectCleanHead(answer);
        return;
      }
      stored += 1;
      // These two name folders, and no file.
      const name = fileName === '.' || fileName === '..' ? '' : fileName;
      const expanded = key.replaceAll('${filename}', () => name);
      await expectStored(expanded, answer, bytes);
    }),
    { numRuns: RUNS, examples: [['${filename}CON', '.']] },
  );
  await expectOwnNamesOnly();
  expect(stored).toBeGreaterThan(RUNS / 3);
});
