import { expect, inject, test } from 'vitest';
import { inPage } from '../../testing/in-page.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { encodePolicy, signPolicy } from '../../contract/post-policy.ts';
import { SAMPLE_CREDENTIALS } from '../../simulator/cloud.ts';
import { createProbes } from './probes.ts';

/** Real sockets, from a real page. */

const { withoutRule, closed, elsewhere, redirecting, answering } = inject('oddStores');
const cloud = inject('cloudUrl');
const never = new AbortController().signal;
const probes = createProbes(async () => `${elsewhere}/healthz`);

const HOSTS = {
  'the embedded cloud': cloud,
  'a store without a CORS rule': withoutRule,
  'no server': closed,
};
const HEARD = {
  'the embedded cloud': 'readable',
  'a store without a CORS rule': 'unreadable',
  'no server': 'silent',
};

test('a store that a page may read, one that it may not, and none at all are told apart', async () => {
  const heard = Object.entries(HOSTS).map(
    async ([name, host]) => [name, await probes.hearStore(host, never)] as const,
  );
  expect(Object.fromEntries(await Promise.all(heard))).toEqual(HEARD);
});

test.each([
  ['credentialless', HEARD],
  // What the page cannot embed it cannot even hear: a store without a rule would look as if it were not there.
  ['require-corp', { ...HEARD, 'a store without a CORS rule': 'silent' }],
])(
  'the same under the embedder policy %s',
  async (policy, heard) => {
    const module = `
    import { createProbes } from '${location.origin}/src/upload/transfer/probes.ts';
    const probes = createProbes(async () => '');
    const heard = {};
    for (const [name, host] of Object.entries(${JSON.stringify(HOSTS)})) {
      heard[name] = await probes.hearStore(host, new AbortController().signal);
    }
    tell(heard);`;
    const headers = { 'cross-origin-embedder-policy': policy };
    expect(await inPage(headers, module)).toEqual(heard);
  },
  30_000,
);

const hearIn = (policy: string, host: string) =>
  inPage(
    { 'content-security-policy': policy },
    `import { createProbes } from '${location.origin}/src/upload/transfer/probes.ts';
     const probes = createProbes(async () => '');
     tell(await probes.hearStore('${host}', new AbortController().signal));`,
  );

test('a store that the page’s policy forbids cannot be heard', async () => {
  expect(await hearIn("connect-src 'self'", cloud)).toBe('silent');
  expect(await hearIn(`connect-src ${cloud}`, cloud)).toBe('readable');
});

test('a store that redirects every request is heard, wherever it points', async () => {
  expect(await hearIn(`connect-src ${redirecting}`, redirecting)).toBe('readable');
});

test('a store is asked why with a form without its file: it says so of the ticket, and stores nothing', async () => {
  const key = `ota/${crypto.randomUUID()}.bin`;
  const asked = async (lifeMs: number, secret = SAMPLE_CREDENTIALS.accessKeySecret) => {
    const policy = encodePolicy(new Date(Date.now() + lifeMs), [['eq', '$key', key]]);
    const fields = [
      ['key', key],
      ['policy', policy],
      ['OSSAccessKeyId', SAMPLE_CREDENTIALS.accessKeyId],
      ['Signature', await signPolicy(secret, policy)],
    ] as const;
    const answer = await probes.askWhy({ host: cloud, fields }, never);
    const error = readOssError(answer?.body ?? '');
    return [answer?.status, error?.code, error?.ec];
  };
  expect(await asked(60_000)).toEqual([
    400,
    'IncorrectNumberOfFilesInPOSTRequest',
    '0006-00000107',
  ]);
  expect(await asked(-1_000)).toEqual([403, 'AccessDenied', '0006-00000213']);
  expect((await asked(60_000, 'another'))[1]).toBe('SignatureDoesNotMatch');
  const look = inject('lookUrl') + encodeURIComponent(`${cloud}/${key}`);
  expect(await (await fetch(look)).json()).toMatchObject({ status: 404 });
});

test.each([
  ['no server', closed],
  ['a store that redirects', redirecting],
  ['a store without a CORS rule', withoutRule],
])('%s does not say why', async (_, host) => {
  expect(await probes.askWhy({ host, fields: [['key', 'a']] }, never)).toBe(undefined);
});

test('our own server answers, or it does not', async () => {
  expect(await probes.serverAnswers(never)).toBe(true);
  const other = createProbes(async () => `${closed}/healthz`);
  expect(await other.serverAnswers(never)).toBe(false);
});

const answerOf = (status: string, body: string) =>
  `${answering}/?${new URLSearchParams({ status, body }).toString()}`;

test.each([
  ['that it does', answerOf('200', '{"platform":"answers"}'), true],
  ['that it does not', answerOf('200', '{"platform":"away"}'), false],
  ['nothing, since it has no address for that', undefined, true],
  ['nothing, since it knows of no such address', answerOf('404', '<html>Not found</html>'), true],
  ['nothing, since a gateway answers for it', answerOf('502', '<html>Bad gateway</html>'), false],
  ['nothing, since it is away itself', `${closed}/api/platform`, false],
])('whether the platform answers: our server tells %s', async (_, url, answers) => {
  const asked = createProbes(
    async () => `${elsewhere}/healthz`,
    async () => url,
  );
  expect(await asked.platformAnswers(never)).toBe(answers);
});

test('a question that is aborted is dropped', async () => {
  const abort = new AbortController();
  const asking = [probes.hearStore(cloud, abort.signal), probes.serverAnswers(abort.signal)];
  abort.abort(new Error('enough'));
  for (const question of asking) await expect(question).rejects.toThrow('enough');
});
