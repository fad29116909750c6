import { expect, test } from 'vitest';
import type { ProofKind } from '../model/receipt.ts';
import type { SettledDigest } from '../model/upload.ts';
import { judge, type Told } from './verify.ts';

const OURS = { crc64: '42', sha256: 'aa', md5: 'bb', crc64nvme: 'cc' } as const;
const unclear = { kind: 'unverified', reason: 'etag-unclear' };
const by = (kind: 'sha256' | 'md5' | 'crc64nvme') => ({
  kind: 'verified',
  by: kind,
  digest: OURS[kind],
});
const differs = (kind: keyof typeof OURS, theirs: string | undefined) => ({
  kind: 'checksum-mismatch',
  ours: OURS[kind],
  theirs,
  ...(kind !== 'crc64' && { by: kind }),
});

test.each<[string, Told, object, ProofKind[]]>([
  ['its CRC-64', { crc64: '42' }, { kind: 'verified', crc64: '42' }, ['crc64']],
  ['another CRC-64', { crc64: '7' }, differs('crc64', '7'), ['crc64']],
  ['nothing', {}, { kind: 'unverified', reason: 'checksum-hidden' }, ['crc64']],
  ['its SHA-256 and more', { sha256: 'aa', md5: 'x', crc64nvme: 'x' }, by('sha256'), ['sha256']],
  ['its MD5: the file is not read once more', { md5: 'bb', crc64nvme: 'cc' }, by('md5'), ['md5']],
  ['CRC-64/NVME alone', { crc64nvme: 'cc' }, by('crc64nvme'), ['crc64nvme']],
  ['an ETag that may be something else', { md5: 'x' }, unclear, ['md5']],
  ['an ETag that is an MD5', { md5: 'x', size: 9 }, differs('md5', 'x'), ['md5']],
  [
    'an ETag that is none, by a better proof',
    { md5: 'x', crc64nvme: 'cc', size: 9 },
    by('crc64nvme'),
    ['md5', 'crc64nvme'],
  ],
  [
    'other bytes, twice',
    { md5: 'x', crc64nvme: 'y', size: 9 },
    differs('crc64nvme', 'y'),
    ['md5', 'crc64nvme'],
  ],
  [
    'another SHA-256, whatever else',
    { sha256: 'x', md5: 'bb' },
    differs('sha256', 'x'),
    ['sha256'],
  ],
  ['another size', { size: 8 }, differs('crc64', undefined), ['crc64']],
  ['another size and its MD5', { size: 8, md5: 'bb' }, differs('md5', 'bb'), ['md5']],
])('the store tells %s', async (_, told, proof, asked) => {
  const seen: ProofKind[] = [];
  const ours = async (kind: ProofKind): Promise<SettledDigest> => {
    seen.push(kind);
    return { status: 'known', value: OURS[kind] };
  };
  expect(await judge(ours, 9, told)).toEqual(proof);
  expect(seen).toEqual(asked);
});

test.each([
  ['unavailable', 'digest-unavailable'],
  ['missed', 'page-closed'],
] as const)('a digest that is %s proves nothing, but the next one may', async (status, reason) => {
  const without = (lost: readonly ProofKind[]) => (kind: ProofKind) =>
    lost.includes(kind) ? { status } : ({ status: 'known', value: OURS[kind] } as const);
  const told = { sha256: 'aa', md5: 'bb' };
  expect(await judge(without(['sha256']), 9, told)).toEqual(by('md5'));
  const unverified = { kind: 'unverified', reason };
  expect(await judge(without(['sha256', 'md5']), 9, told)).toEqual(unverified);
});
