import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { digestsOf } from '../../testing/uploads.ts';
import type { Creation } from '../create-package/package-client.ts';
import {
  beginBatch,
  createOfRow,
  findBatchFaults,
  firmwareOfRow,
  isToBeSent,
  runBatch,
  withTyped,
  type BatchRow,
  type Common,
} from './batch.ts';

const COMMON: Common = {
  productKey: 'a1uctKe',
  firmwareDesc: '',
  moduleName: '',
  signMethod: 'MD5',
  kind: 'full',
  srcVersion: '',
};

const fileOf = (name: string, version?: string) => ({
  name,
  firmwareUrl: `https://bucket.example/${encodeURIComponent(name)}`,
  size: 1,
  digests: digestsOf({ md5: 'd41d8cd98f00b204e9800998ecf8427e' }),
  version,
});
const batchOf = (...names: readonly string[]) =>
  beginBatch(names.map((name, n) => ({ id: String(n), file: fileOf(name) })));

const created = (row: BatchRow): Creation => ({
  kind: 'created',
  made: {
    firmwareId: `ota-${row.id}`,
    firmwareName: row.firmwareName,
    destVersion: '1',
    madeAt: 0,
  },
});
const refused = (code: string, made: 'no' | 'maybe'): Creation => ({
  kind: 'not-created',
  problem: { code, message: '', requestId: '' },
  created: made,
});

test('each file is held against the rules of its own platform', () => {
  const rows = ['a.bin', 'b.bin'].flatMap((name, n) =>
    beginBatch([
      { id: String(n), file: { ...fileOf(name, '1'), target: n === 0 ? 'tuya' : 'alibaba' } },
    ]),
  );
  const common: Common = { ...COMMON, kind: 'differential', srcVersion: '0.9' };
  const same = rows.map((row) => ({ ...row, firmwareName: 'doorbell', destVersion: 'v 2' }));
  const asked: (string | undefined)[] = [];
  const dialectOf = ({ target }: { readonly target?: string | undefined }) => {
    asked.push(target);
    return target === 'alibaba' ? 'alibaba' : 'tuya';
  };
  const faults = findBatchFaults(dialectOf, same, common);
  expect(asked).toEqual(['tuya', 'alibaba']);
  // The same name at two platforms is taken at neither.
  expect([...faults.rows.values()].map((own) => own.get('firmwareName'))).not.toContain('taken');
});

const never = new AbortController().signal;

/** Sends all that is to be sent, and has the rows as they are then. */
async function press(
  rows: readonly BatchRow[],
  answer: (row: BatchRow) => Creation,
  signal = never,
): Promise<readonly BatchRow[]> {
  const after = new Map(rows.map((row) => [row.id, row]));
  await runBatch(
    rows,
    async (row) => answer(row),
    (id, outcome) => {
      const row = after.get(id);
      if (row !== undefined) after.set(id, { ...row, outcome });
    },
    signal,
  );
  return [...after.values()];
}

test('each file suggests its version and its name, and no two have the same name', () => {
  const rows = batchOf('lock_1.2.0.bin', 'LOCK_1.2.0.zip', 'lock_1.2.0.bin');
  expect(rows.map(({ destVersion, firmwareName }) => [destVersion, firmwareName])).toEqual([
    ['1.2.0', 'lock_1-2-0'],
    ['1.2.0', 'LOCK_1-2-0-2'],
    ['1.2.0', 'lock_1-2-0-3'],
  ]);
});

test('what is asked for has the common fields and those of its row', () => {
  const [row] = batchOf('lock_1.2.0.bin');
  expect(row && firmwareOfRow(row, COMMON)).toMatchObject({
    destVersion: '1.2.0',
    firmwareName: 'lock_1-2-0',
    productKey: 'a1uctKe',
    firmwareUrl: 'https://bucket.example/lock_1.2.0.bin',
    signMethod: 'MD5',
  });
});

test('names that two rows share, and values that the API does not take, are told of their row', () => {
  const rows = batchOf('a_1.0.bin', 'b.bin').map((row) => withTyped(row, 'firmwareName', 'same'));
  const { rows: faults, common } = findBatchFaults(() => 'tuya', rows, COMMON);
  expect([...faults].map(([id, own]) => [id, Object.fromEntries(own)])).toEqual([
    ['1', { destVersion: 'missing', firmwareName: 'taken' }],
  ]);
  expect(common.size).toBe(0);
  const wrong = findBatchFaults(() => 'tuya', rows, { ...COMMON, moduleName: 'no blanks here' });
  expect([...wrong.common.keys()]).toEqual(['moduleName']);
});

test('a name that the platform has is wrong until it is changed', async () => {
  const taken = refused('iot.ota.FirmwareNameExisted', 'no');
  const [row] = await press(batchOf('a_1.0.bin'), () => taken);
  if (row === undefined) throw new Error('no row');
  expect(
    findBatchFaults(() => 'tuya', [row], COMMON)
      .rows.get('0')
      ?.get('firmwareName'),
  ).toBe('taken');
  const changed = withTyped(row, 'firmwareName', 'another');
  expect(findBatchFaults(() => 'tuya', [changed], COMMON).rows.size).toBe(0);
});

test('one that fails does not stop the rest, and nothing is made twice, however often it is retried', async () => {
  const answers = fc.constantFrom('created', 'refused', 'maybe', 'unanswered');
  const presses = fc.array(fc.infiniteStream(answers), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 8 }), presses, async (count, streams) => {
      let rows: readonly BatchRow[] = batchOf(
        ...Array.from({ length: count }, (_, n) => `f${n}_1.0.bin`),
      );
      const made = new Map<string, number>();
      for (const stream of streams) {
        const expected = rows.filter(isToBeSent).map(({ id }) => id);
        const asked: string[] = [];
        rows = await press(rows, (row) => {
          asked.push(row.id);
          const answer = stream.next().value;
          // What got lost may be there.
          if (answer !== 'refused') made.set(row.id, (made.get(row.id) ?? 0) + 1);
          if (answer === 'created') return created(row);
          if (answer === 'unanswered') return { kind: 'unanswered' };
          return refused('x', answer === 'maybe' ? 'maybe' : 'no');
        });
        expect(asked).toEqual(expected);
      }
      for (const times of made.values()) expect(times).toBe(1);
    }),
  );
});

test('what may be there is asked for again only when the user says so', async () => {
  const [row] = await press(batchOf('a_1.0.bin'), () => ({ kind: 'unanswered' }));
  if (row?.outcome.kind !== 'unsure') throw new Error('not unsure');
  expect(isToBeSent(row)).toBe(false);
  expect(isToBeSent({ ...row, outcome: { ...row.outcome, isAgain: true } })).toBe(true);
});

test('stopped, it sends nothing more; what is on its way is waited for', async () => {
  const stop = new AbortController();
  const rows = await press(
    batchOf('a_1.0.bin', 'b_1.0.bin', 'c_1.0.bin'),
    (row) => {
      if (row.id === '1') stop.abort();
      return created(row);
    },
    stop.signal,
  );
  expect(rows.map(({ outcome }) => outcome.kind)).toEqual(['created', 'created', 'open']);
});

test('each package is asked for at the target that its file is in', async () => {
  vi.stubGlobal('location', { origin: 'https://ota.example' });
  const targets: unknown[] = [];
  vi.stubGlobal('fetch', async (_: string, init: { headers: Record<string, string> }) => {
    targets.push(init.headers['x-ota-drop-target']);
    return new Response('{}');
  });
  const files = [fileOf('a.bin'), { ...fileOf('b.bin'), target: 'prod' }];
  const rows = beginBatch(files.map((file, n) => ({ id: String(n), file })));
  for (const row of rows) await createOfRow('https://ota.example/api/firmware', row, COMMON);
  vi.unstubAllGlobals();
  expect(targets).toEqual([undefined, 'prod']);
});
