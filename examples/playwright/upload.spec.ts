import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'ota-drop/playwright';

const firmware = { name: 'doorbell-2.4.1.bin', buffer: randomBytes(1_000_000) };

test('an upload is verified, and the store has the same bytes', async ({ uploader, otaDrop }) => {
  const upload = await uploader.drop(firmware);
  expect(await upload.verdict()).toBe('verified');
  expect(await otaDrop.storedAt(await upload.url())).toEqual(firmware.buffer);
});

test('a refusal is told with its code, and a retry goes through', async ({ uploader, otaDrop }) => {
  otaDrop.faults.arm({ kind: 'refused', as: 'EntityTooLarge', at: { fileShare: 0.5 } });
  const upload = await uploader.choose(firmware);
  await upload.waitFor('failed');
  const { code, text } = await upload.failure();
  expect(code).toMatch(/^FW-U\d\d$/);
  expect(text).toContain('Nothing was stored.');
  expect(await otaDrop.stored()).toEqual([]);

  await upload.retry();
  await upload.waitFor('done');
});

test('the receipt names the file, its address and its checksums', async ({ uploader }) => {
  const upload = await uploader.choose(firmware);
  const sha256 = createHash('sha256').update(firmware.buffer).digest('hex');
  expect(await upload.digest('sha256')).toBe(sha256);
  expect(await upload.receipt()).toMatchObject({
    file: firmware.name,
    size: firmware.buffer.byteLength,
    firmwareUrl: await upload.url(),
    verdict: 'verified',
    sha256,
  });
});
