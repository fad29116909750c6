import { copyFile, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright';
import { findBrowser, SANDBOX_ARGS } from './find-browser.mjs';

// `npm run picture`: README's picture, taken of the page that `npm start` serves; start that first.
const modules = join(import.meta.dirname, '../node_modules');
const dir = await mkdtemp(join(tmpdir(), 'ota-drop-picture-'));
/** @param {string} name */
const at = (name) => join(dir, name);
await copyFile(
  join(modules, '@pybricks/firmware/build/primehub.zip'),
  at('camera-isp_2026-11.zip'),
);
await copyFile(join(modules, '@pybricks/firmware/build/ev3.zip'), at('sensor-hub.img'));
const large = await open(at('gateway-rootfs_4.2.0-rc3.tar.gz'), 'w');
await large.truncate(864_338_231);
// The beginning of a tar archive in gzip: the rest is never looked at.
const header = Buffer.alloc(1024);
header.write('rootfs/');
header.write('ustar', 257);
await large.write(gzipSync(header), 0, undefined, 0);
await large.close();

const browser = await chromium.launch({ ...findBrowser(), args: [...SANDBOX_ARGS] });
const page = await browser.newPage({ viewport: { width: 1180, height: 900 }, locale: 'en-US' });
await page.goto(process.env['URL'] ?? 'http://127.0.0.1:8080');
await page
  .getByTestId('file-input')
  .setInputFiles([at('camera-isp_2026-11.zip'), at('sensor-hub.img')]);
await page.locator('[data-testid=digest][data-kind=sha256]').waitFor();
await page.getByTestId('file-input').setInputFiles(at('gateway-rootfs_4.2.0-rc3.tar.gz'));
await page.locator('[data-status=sending]').waitFor();
// Long enough for the time left to be steady.
await page.waitForTimeout(4000);
await page.screenshot({ path: join(import.meta.dirname, 'pictures/page.png'), fullPage: true });
await browser.close();
await rm(dir, { recursive: true, force: true });
