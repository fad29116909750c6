import { expect, test } from 'vitest';
import { encodePolicy } from '../../contract/post-policy.ts';
import { found, refusal } from '../../testing/answers.ts';
import { createWorld } from '../../testing/engine-world.ts';
import { CRC, fakeFile } from '../../testing/fake-file.ts';

/** One upload to an S3 store. */

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const NOTHING = { crc64: null, status: 201, body: '<PostResponse></PostResponse>' };
const verified = {
  status: 'done',
  receipt: { verdict: { kind: 'verified', by: 'md5', digest: MD5 } },
};

async function sending(options?: Parameters<typeof createWorld>[0]) {
  const world = createWorld(options);
  await world.add(fakeFile('lock.bin'));
  const send = await world.issue({ objectStorage: 'S3' });
  return { world, send };
}

async function knowMd5(world: Awaited<ReturnType<typeof sending>>['world']): Promise<void> {
  await world.records[0]?.settle({ md5: MD5, sha256: 'f'.repeat(64) });
}

test('the MD5 is computed beside the transfer, and the verdict waits for it alone', async () => {
  const { world, send } = await sending({ digests: 'by-hand' });
  expect(world.state().status).toBe('sending');
  expect(world.records).toHaveLength(1);
  send.sendAll();
  await send.answer({ ...NOTHING, s3Digests: { md5: MD5 } });
  expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'proof' });
  await knowMd5(world);
  expect(world.state()).toMatchObject(verified);
  expect(world.asks).toEqual([]);
});

test('an answer that tells nothing: our server is asked', async () => {
  const { world, send } = await sending();
  await knowMd5(world);
  send.sendAll();
  await send.answer({ ...NOTHING, s3Digests: {} });
  await world.ask().answer(found({ crc64: undefined, md5: MD5 }));
  expect(world.state()).toMatchObject(verified);
});

test.each([
  ['an MD5: other bytes', { md5: 'a'.repeat(32) }, { status: 'waiting', failure: { by: 'md5' } }],
  [
    'none: nothing is proved',
    {},
    { status: 'done', receipt: { verdict: { kind: 'unverified', reason: 'checksum-hidden' } } },
  ],
])('another ETag is only believed when our server sees that it is %s', async (_, told, state) => {
  const { world, send } = await sending();
  await knowMd5(world);
  send.sendAll();
  await send.answer({ ...NOTHING, s3Digests: { md5: 'a'.repeat(32) } });
  await world.ask().answer(found({ crc64: undefined, ...told }));
  expect(world.state()).toMatchObject(state);
});

test('another ETag, and a server that cannot look, prove nothing', async () => {
  const { world, send } = await sending();
  await knowMd5(world);
  send.sendAll();
  await send.answer({ ...NOTHING, s3Digests: { md5: 'a'.repeat(32) } });
  await world.answerAll('unknown', [0]);
  const verdict = { kind: 'unverified', reason: 'etag-unclear' };
  expect(world.state()).toMatchObject({ status: 'done', receipt: { verdict } });
});

test('an ETag of OSS is no digest', async () => {
  const world = createWorld();
  await world.add(fakeFile('lock.bin'));
  const send = await world.issue();
  send.sendAll();
  await send.answer({ s3Digests: { md5: MD5 } });
  const verdict = { kind: 'verified', crc64: CRC };
  expect(world.state()).toMatchObject({ status: 'done', receipt: { verdict } });
});

test('no form without a file is ever posted: Ceph would store it', async () => {
  const { world, send } = await sending();
  send.sendAll();
  await send.reply({ kind: 'unreachable' });
  await world.answerAll('absent');
  expect(world.questions.map(({ fields }) => fields)).toEqual([undefined]);
});

test('a ticket that the store calls expired when it is new: the clocks differ', async () => {
  const { world, send } = await sending();
  const body = '<Error><Code>AccessDenied</Code><Message>Policy expired</Message></Error>';
  await send.answer(refusal(403, body));
  expect(world.state()).toMatchObject({ failure: { kind: 'policy-expired', isEarly: true } });
});

test('later it is just over', async () => {
  const { world, send } = await sending();
  const body = '<Error><Code>AccessDenied</Code><Message>Policy expired</Message></Error>';
  send.progress(5);
  world.clock.sleepThrough(31_000);
  await send.answer(refusal(403, body));
  expect(world.state()).not.toMatchObject({ failure: { isEarly: true } });
});

test('sizes that the policy has as text are the limits', async () => {
  const world = createWorld();
  await world.add(fakeFile('lock.bin'));
  const policy = encodePolicy(new Date(Date.UTC(2026, 0, 1) + 60_000), [
    ['content-length-range', '1', '8'],
  ]);
  await world.ticket().issue({ objectStorage: 'S3', policy });
  expect(world.state()).toMatchObject({ failure: { kind: 'size-not-allowed', min: 1, max: 8 } });
});
