import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { crc64 } from '../../src/contract/crc64.ts';
import { expect, test } from './fixtures.ts';
import {
  attribute,
  byId,
  clickOn,
  count,
  detailOf,
  dropByScript,
  expectCount,
  expectStatus,
  expectText,
  recordProgress,
  rowOf,
  setLanguage,
  setTheme,
  textOf,
} from './page-steps.ts';

/** From a dropped file to its proved address, to a receipt that is still there; in both languages and both themes. */

/** A file of about 15 MB. */
const TIMES = 64;

const LOOKS = [
  {
    language: 'en',
    theme: 'light',
    refused: 'Storage refused the upload',
    nothingStored: 'Nothing was stored.',
  },
  {
    language: 'zh-CN',
    theme: 'dark',
    refused: '存储拒绝了上传',
    nothingStored: '存储中没有数据。',
  },
] as const;

for (const { language, theme, refused, nothingStored } of LOOKS) {
  test(`the journey in ${language}, ${theme}`, async ({ driven, cloud, files, note }, testInfo) => {
    await setLanguage(driven, language);
    await setTheme(driven, theme);
    const part = await readFile(files.bin);
    // More than the sockets on the way hold, so that progress can be seen.
    const bytes = Buffer.concat(Array<Buffer>(TIMES).fill(part));
    const name = basename(files.bin);
    const letGo = cloud.proxy.add({ kind: 'bandwidth', bytesPerSecond: bytes.length / 3 });

    const progress = await recordProgress(driven);
    await dropByScript(driven, name, part, TIMES);
    const row = await rowOf(driven, name);
    await expectStatus(driven, row, /^done$/);
    letGo();
    expect(await attribute(driven, `${row} ${byId('verdict')}`, 'data-verdict')).toBe('verified');
    const values = await progress();
    note(`progress of ${Math.round(bytes.length / 1e6)} MB`, `${values.length} values`);
    expect(values.length).toBeGreaterThan(3);

    const url = await textOf(driven, `${row} ${byId('firmware-url')}`);
    const stored = await (await fetch(url)).arrayBuffer();
    expect(Buffer.compare(Buffer.from(stored), bytes)).toBe(0);
    const detail = await detailOf(driven, row);
    const digest = (kind: string) => `${detail} ${byId('digest')}[data-kind=${kind}]`;
    await expectText(driven, digest('crc64'), crc64(bytes));
    for (const kind of ['md5', 'sha256']) {
      await expectText(driven, digest(kind), createHash(kind).update(bytes).digest('hex'));
    }
    await driven.screenshot(testInfo.outputPath('done.png'));

    await clickOn(driven, `${row} ${byId('copy-firmware-url')}`);
    const copy = () => attribute(driven, `${row} ${byId('copy-firmware-url')}`, 'data-outcome');
    await expect.poll(copy).toBe('copied');

    const refusedPath = await noise(files.dir, 'refused.bin', 3_000_000);
    cloud.plan.arm(
      { kind: 'refused', as: 'AccessDenied', at: { bodyBytes: 65_536 }, concernsTicket: true },
      { each: 'key', times: Infinity },
    );
    await driven.choose(byId('file-input'), [refusedPath]);
    const refusedRow = await rowOf(driven, 'refused.bin');
    await expectStatus(driven, refusedRow, /^failed$/, 60_000);
    const failure = `${await detailOf(driven, refusedRow)} ${byId('detail-failure')}`;
    expect(await attribute(driven, failure, 'data-code')).toBe('FW-U11');
    await expectText(driven, failure, refused);
    await expectText(driven, failure, nothingStored);
    expect(await count(driven, `${refusedRow} ${byId('firmware-url')}`)).toBe(0);
    cloud.plan.disarm();

    await driven.reload();
    await expectCount(driven, byId('upload'), 2);
    expect(await textOf(driven, `${row} ${byId('firmware-url')}`)).toBe(url);
    expect(await attribute(driven, `${row} ${byId('verdict')}`, 'data-verdict')).toBe('verified');
    expect(await attribute(driven, 'html', 'lang')).toBe(language);
    expect(await attribute(driven, 'html', 'data-theme')).toBe(theme);

    // What was copied is on the clipboard of the system, and finds the receipt.
    await clickOn(driven, byId('receipts'));
    await expectCount(driven, byId('kept-receipt'), 1);
    await driven.paste(byId('history-search'));
    await expect
      .poll(() => driven.evaluate(`document.querySelector('${byId('history-search')}').value`))
      .toBe(url);
    await expectCount(driven, byId('kept-receipt'), 1);
  });
}

async function noise(dir: string, name: string, bytes: number): Promise<string> {
  const path = join(dir, name);
  await writeFile(path, randomBytes(bytes));
  return path;
}
