import { randomBytes } from 'node:crypto';
import { crc64 } from '../../src/contract/crc64.ts';
import { expect, test, type TicketFault } from '../../src/automation/playwright.ts';

/** What `ota-drop/playwright` gives to the tests of others (docs/automation.md), on the page as it is now. */

const firmware = (name = 'doorbell-2.4.1.bin', bytes = 200_000) => ({
  name,
  buffer: randomBytes(bytes),
});

test('a chosen file is uploaded, proved and stored', async ({ uploader, otaDrop }) => {
  const file = firmware();
  const upload = await uploader.choose(file);
  await upload.waitFor('done');
  expect(await upload.verdict()).toBe('verified');
  expect(await upload.digest('crc64')).toBe(crc64(file.buffer));
  expect(await upload.digest('sha256')).toMatch(/^[0-9a-f]{64}$/);
  const url = await upload.url();
  expect(url.startsWith(`${otaDrop.cloudUrl}/ota/firmware/`)).toBe(true);
  expect(await otaDrop.storedAt(url)).toEqual(file.buffer);
  expect(await upload.suffix()).toBe('bin');
  expect(await upload.attempts()).toBe(1);
});

test('dropped files are listed in their order, each with a receipt', async ({ uploader }) => {
  const names = ['a-1.0.bin', 'b-1.0.bin', 'c-1.0.bin'];
  const uploads = await uploader.dropAll(names.map((name) => firmware(name)));
  for (const upload of uploads) await upload.waitFor('done');
  expect(await uploader.uploads()).toHaveLength(3);
  expect((await uploader.receipts()).map(({ file }) => file)).toEqual(names);
  const [, second] = uploads;
  const receipt = await second?.receipt();
  expect(receipt).toMatchObject({
    file: 'b-1.0.bin',
    size: 200_000,
    fileSuffix: 'bin',
    firmwareUrl: await second?.url(),
    verdict: 'verified',
    attempts: 1,
  });
});

test('a refusal of the store is met once, and a retry is not', async ({ uploader, otaDrop }) => {
  otaDrop.faults.arm({ kind: 'refused', as: 'EntityTooLarge', at: { fileShare: 0.5 } });
  const upload = await uploader.choose(firmware());
  await upload.waitFor('failed');
  expect(await upload.failure()).toMatchObject({
    code: expect.stringMatching(/^FW-U\d\d$/),
    text: expect.stringContaining('Nothing was stored.'),
  });
  expect(otaDrop.faults.bites).toHaveLength(1);
  expect(await otaDrop.stored()).toEqual([]);
  await upload.retry();
  await upload.waitFor('done');
});

test('what has ended otherwise is not waited for', async ({ uploader, otaDrop }) => {
  otaDrop.faults.arm({ kind: 'refused', as: 'EntityTooLarge', at: { bodyBytes: 0 } });
  const upload = await uploader.choose(firmware());
  await expect(upload.url()).rejects.toThrow(
    /The upload is failed, and was to be done\. FW-U\d\d [a-z-]+: /,
  );
  const doubtful = await uploader.choose({ name: 'notes.bin', buffer: Buffer.from('Dear all,') });
  await expect(doubtful.waitFor('done')).rejects.toThrow(/is ready.*start\(\)/);
  await doubtful.start();
  await doubtful.waitFor('done');
  await doubtful.remove();
  expect(await uploader.uploads()).toHaveLength(1);
});

const ticketFaults: readonly (readonly [TicketFault, string])[] = [
  [{ kind: 'refused', code: 'Forbidden.RAM' }, 'FW-T'],
  [{ kind: 'foreign-store', host: 'https://elsewhere.invalid' }, 'FW-T'],
];
for (const [fault, code] of ticketFaults) {
  test(`a ticket that is ${fault.kind} fails the upload`, async ({ uploader, otaDrop }) => {
    otaDrop.faults.armTicket(fault);
    const upload = await uploader.choose(firmware());
    await upload.waitFor('failed');
    expect((await upload.failure()).code).toContain(code);
    await upload.retry();
    await upload.waitFor('done');
  });
}

for (const fault of [
  { kind: 'gateway-error', status: 503 },
  { kind: 'malformed' },
  { kind: 'late', delayMs: 300 },
] as const) {
  test(`a ticket that is ${fault.kind} is got over`, async ({ uploader, otaDrop }) => {
    otaDrop.faults.armTicket(fault);
    const upload = await uploader.choose(firmware());
    await upload.waitFor('done');
    expect(await otaDrop.stored()).toHaveLength(1);
  });
}

test('a stalled upload is cancelled, and its server ends with the test', async ({
  uploader,
  otaDrop,
}) => {
  otaDrop.faults.arm({ kind: 'stalled', at: { fileShare: 0.3 } });
  const upload = await uploader.choose(firmware('large-1.0.bin', 3_000_000));
  // Where it is small enough, the system has taken all of it already.
  await upload.waitFor(['sending', 'confirming']);
  await expect.poll(() => otaDrop.faults.bites.length).toBe(1);
  await upload.cancel();
  await upload.waitFor('cancelled');
});

test.describe('with settings', () => {
  test.use({ otaDropSettings: { CLOUD_PORT: '0', TICKET_LIFE_S: '7' } });
  test('the server has them', async ({ otaDrop }) => {
    const answer = await fetch(`${otaDrop.url}/api/tickets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"fileSuffix":"bin"}',
    });
    const { data } = await answer.json();
    const policy = JSON.parse(Buffer.from(data.policy, 'base64').toString());
    const lifeMs = Date.parse(policy.expiration) - Date.parse(data.utcCreate);
    expect(lifeMs).toBe(7_000);
  });
});
