import { expect, test } from 'vitest';
import { crc64 } from '../../contract/crc64.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { ANSWER_CASES } from './post-cases/answers.behaviour.ts';
import { CONDITION_CASES, SIZE_CASES } from './post-cases/conditions.behaviour.ts';
import { FIELD_CASES } from './post-cases/fields.behaviour.ts';
import { KEY_CASES } from './post-cases/keys.behaviour.ts';
import { POLICY_CASES } from './post-cases/policy.behaviour.ts';
import { SIGNATURE_CASES } from './post-cases/signature.behaviour.ts';
import {
  type Answer,
  formOf,
  type Given,
  KEY,
  type PostCase,
  type Refusal,
  type Seen,
  type Stored,
  type Transport,
} from './post-cases/post-case.behaviour.ts';

export const POST_CASES: readonly PostCase[] = [
  ...SIGNATURE_CASES,
  ...POLICY_CASES,
  ...CONDITION_CASES,
  ...SIZE_CASES,
  ...KEY_CASES,
  ...FIELD_CASES,
  ...ANSWER_CASES,
];

/** Every case, against a cloud of its own. @param open registers its own clean-up */
export function behavesAsPostObject<G extends Given>(
  cases: readonly (readonly [name: string, given: G, expected: PostCase[2]])[],
  open: () => Promise<Transport<G>>,
  plain: G,
): void {
  test('no two cases have the same name', () => {
    expect(new Set(cases.map(([name]) => name)).size).toBe(cases.length);
  });

  test.each(cases)('%s', async (_, given, expected) => {
    const cloud = await open();
    if (given.before !== undefined) {
      const { status } = await cloud.post(await formOf({ file: { bytes: given.before } }), plain);
      expect(status).toBe(204);
    }
    const form = await formOf(given);
    const answer = await cloud.post(form, given);
    if (typeof expected === 'string') expectRefused(answer, { refusal: expected });
    else if ('refusal' in expected) expectRefused(answer, expected);
    else await expectStored(cloud, answer, form.file?.bytes, expected);
    if (typeof expected === 'string' || 'refusal' in expected) {
      // What was there before, or nothing.
      const { status, body } = await cloud.get(KEY);
      expect([status, body.toString()]).toEqual(
        given.before === undefined ? [404, expect.anything()] : [200, given.before],
      );
    }
    expect(await cloud.strays()).toBe(0);
  });
}

function expectSeen({ headers, body }: Answer, seen: Seen): void {
  for (const [name, value] of Object.entries(seen.headers ?? {})) {
    if (value instanceof RegExp) expect(headers.get(name)).toMatch(value);
    else expect(headers.get(name)).toBe(value ?? null);
  }
  if (seen.body !== undefined) expect(body.toString()).toMatch(seen.body);
}

function expectRefused(answer: Answer, expected: Exclude<Refusal, string>): void {
  const error = readOssError(answer.body.toString());
  expect(`${answer.status} ${error?.code} ${error?.ec}`).toBe(expected.refusal);
  expect(error?.requestId).toMatch(/^[0-9A-F]{24}$/);
  expect(answer.headers.get('x-oss-request-id')).toBe(error?.requestId);
  expect(answer.headers.get('x-oss-ec')).toBe(error?.ec);
  if (expected.message !== undefined) expect(error?.message).toBe(expected.message);
  expectSeen(answer, expected);
}

async function expectStored(
  cloud: Pick<Transport, 'get'>,
  answer: Answer,
  bytes: Uint8Array | undefined,
  expected: Stored,
): Promise<void> {
  expect([answer.status, answer.body.toString()]).toEqual([
    expected.status ?? 204,
    expect.not.stringContaining('<Error>'),
  ]);
  expectSeen(answer, expected);
  const got = await cloud.get(expected.storedAs ?? KEY);
  expect(got.status).toBe(200);
  expect(Buffer.compare(got.body, bytes ?? Buffer.alloc(0))).toBe(0);
  for (const headers of [got.headers, answer.headers]) {
    expect(headers.get('x-oss-hash-crc64ecma')).toBe(crc64(bytes ?? Buffer.alloc(0)));
    expect(headers.get('etag')).toBe(answer.headers.get('etag'));
  }
  for (const [name, value] of Object.entries(expected.kept ?? {})) {
    expect(got.headers.get(name)).toBe(value);
  }
}
