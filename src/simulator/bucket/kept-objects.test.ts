import { describe, expect, test } from 'vitest';
import { signedFields } from '../../testing/raw-post.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { createCloud, type Cloud } from '../cloud.ts';

/** A bucket that keeps what it has, what it tells of where that is, and names that no address can hold. */

const KEY = 'ota/firmware/a.bin';

async function post(
  cloud: Cloud,
  text: string,
  { key = KEY, more = [] as [string, string][], fileName = 'a.bin', onRead = () => {} } = {},
): Promise<Response> {
  async function* bytes() {
    onRead();
    yield new TextEncoder().encode(text);
  }
  const fields = [...(await signedFields(key)), ...more];
  const head = { url: 'http://127.0.0.1:8081/', origin: null };
  return cloud.postObject(head, { fields, file: { fileName, bytes: bytes() } });
}

const textOf = async (cloud: Cloud) =>
  (await cloud.fetch(new Request(`http://127.0.0.1:8081/${KEY}`))).text();

describe('overwrite: never', () => {
  test('a second form with the same key is told that it exists, before its file is read', async () => {
    const cloud = createCloud({ overwrite: 'never' });
    expect((await post(cloud, 'first')).status).toBe(204);
    let isRead = false;
    const onRead = () => {
      isRead = true;
    };
    // A ticket holder cannot ask for it either.
    const refused = await post(cloud, 'second', {
      more: [['x-oss-forbid-overwrite', 'false']],
      onRead,
    });
    expect([refused.status, readOssError(await refused.text())?.code]).toEqual([
      409,
      'FileAlreadyExists',
    ]);
    expect(isRead).toBe(false);
    expect(await textOf(cloud)).toBe('first');
  });

  test('of two that are on their way at the same time, the first to be complete is kept', async () => {
    const cloud = createCloud({ overwrite: 'never' });
    const answers = await Promise.all([post(cloud, 'first'), post(cloud, 'second')]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409]);
    expect(await textOf(cloud)).toBe(answers[0]?.status === 204 ? 'first' : 'second');
  });

  test('a stranger is not told what exists', async () => {
    const cloud = createCloud({ overwrite: 'never' });
    await post(cloud, 'first');
    const fields = (await signedFields(KEY)).map(
      ([name, value]) => [name, name === 'Signature' ? 'eA==' : value] as const,
    );
    const head = { url: 'http://127.0.0.1:8081/', origin: null };
    const file = { fileName: 'a.bin', bytes: (async function* () {})() };
    expect((await cloud.postObject(head, { fields, file })).status).toBe(403);
  });
});

test('without it a bucket does as OSS: the last one is kept', async () => {
  const cloud = createCloud();
  await post(cloud, 'first');
  expect((await post(cloud, 'second')).status).toBe(204);
  expect(await textOf(cloud)).toBe('second');
});

test('the answer 201 names the address where browsers reach the store', async () => {
  const cloud = createCloud({ origin: 'https://store.example.com' });
  const answer = await post(cloud, 'x', { more: [['success_action_status', '201']] });
  expect([answer.status, answer.headers.get('location')]).toEqual([
    201,
    `https://store.example.com/${KEY}`,
  ]);
  expect(await answer.text()).toContain(`<Location>https://store.example.com/${KEY}</Location>`);
});

describe('half of a surrogate pair', () => {
  test.each<[string, Parameters<typeof post>[2]]>([
    ['in a key', { key: 'ota/\ud800.bin' }],
    ['in a field', { more: [['x-oss-meta-a', '\udc00']] }],
    ['in a field’s name', { more: [['x-\ud83d', 'a']] }],
  ])('%s is 400, and nothing is stored', async (_, form) => {
    const answer = await post(createCloud(), 'x', form);
    expect([answer.status, readOssError(await answer.text())?.code]).toEqual([
      400,
      'InvalidArgument',
    ]);
  });

  test('in a file name that becomes a key is 400', async () => {
    const answer = await post(createCloud(), 'x', {
      key: 'ota/${filename}',
      fileName: '\ud800.bin',
    });
    expect([answer.status, readOssError(await answer.text())?.code]).toEqual([
      400,
      'InvalidObjectName',
    ]);
  });

  test('a whole pair is a letter like any other', async () => {
    expect((await post(createCloud(), 'x', { key: 'ota/\u{1f680}.bin' })).status).toBe(204);
  });
});
