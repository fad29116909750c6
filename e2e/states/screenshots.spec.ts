import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { chosenStates, test, visitState, type Check } from './each-state.ts';
import { SHOWCASE } from './states.ts';
import { expect } from '../support/ota-drop.ts';
import { LANGUAGES, setLanguage, setTheme } from './appearance.ts';

/** `npm run screenshots`: every state in both themes and both languages, on a desktop and on a phone, on one page. */

const FOLDER = join(import.meta.dirname, '../../screenshots');
const THEMES = ['light', 'dark'] as const;
const WIDTHS = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 780 } };
const DEVICES = ['desktop', 'phone'] as const;
type Device = (typeof DEVICES)[number];
/** A list of forty rows is told by its beginning. */
const HEIGHT_MAX = 1800;

/** README's own: of a desktop, in English. */
const PICTURES = join(import.meta.dirname, '../../docs/pictures');

test('screenshots', async ({ browser, places }, testInfo) => {
  testInfo.setTimeout(1_200_000);
  // Pictures of a few states are taken beside the others there are.
  if (process.env['STATE'] === undefined) await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  await mkdir(PICTURES, { recursive: true });
  const problems: string[] = [];
  // A page that has become narrow has closed what stood beside the list: each width has a visit of its own.
  const queue = chosenStates()
    .flatMap((state) => DEVICES.map((device) => [state, device] as const))
    .values();
  const work = async () => {
    for (const [state, device] of queue) {
      const options = { viewport: WIDTHS[device] };
      problems.push(
        // The others have their pictures all the same.
        ...(await visitState(browser, places, state, options, picturesOn(device)).catch(
          (error: unknown) => [`${state.name} on a ${device}: ${String(error)}`],
        )),
      );
    }
  };
  await Promise.all([work(), work()]);
  expect(problems).toEqual([]);
  const pictures = (await readdir(FOLDER)).filter((file) => file.endsWith('.png')).toSorted();
  await writeFile(join(FOLDER, 'index.html'), indexOf(pictures));
  console.log(`${pictures.length} pictures, ${join(FOLDER, 'index.html')}`);
});

function picturesOn(device: Device): Check {
  const viewport = WIDTHS[device];
  return async ({ page, name: state }) => {
    for (const language of LANGUAGES) {
      await setLanguage(page, language);
      for (const theme of THEMES) {
        await setTheme(page, theme);
        const file = `${state}.${device}.${language}.${theme}.png`;
        const { width } = viewport;
        // A window as high as what there is to see: nothing is scrolled, and a dialog lies over all of the page.
        await page.setViewportSize({ width, height: await wholeHeight(page, viewport.height) });
        await page.screenshot({ path: join(FOLDER, file) });
        await page.setViewportSize(viewport);
        if (state === SHOWCASE && device === 'desktop' && language === 'en') {
          await copyFile(join(FOLDER, file), join(PICTURES, `page-${theme}.png`));
        }
      }
    }
  };
}

/** Of the page, or of the dialog over it; in pixels. */
async function wholeHeight(page: Page, least: number): Promise<number> {
  const whole = await page.evaluate(() => {
    const dialog = document.querySelector('dialog[open]');
    if (dialog === null) return document.documentElement.scrollHeight;
    const around = innerHeight - dialog.clientHeight;
    return dialog.scrollHeight + around;
  });
  return Math.min(HEIGHT_MAX, Math.max(least, whole));
}

/** By states; files are called `state.device.language.theme.png`. */
function indexOf(files: readonly string[]): string {
  const names = [...new Set(files.map((file) => file.split('.')[0] ?? ''))];
  const rows = names.map((name) => {
    const pictures = files
      .filter((file) => file.startsWith(`${name}.`))
      .map((file) => {
        const width = file.includes('.phone.') ? WIDTHS.phone.width : WIDTHS.desktop.width;
        return `<a href="${file}"><img src="${file}" alt="${file}" width="${Math.round(width / 3)}" loading="lazy"></a>`;
      });
    return `<section><h2 id="${name}">${name}</h2><div>${pictures.join('')}</div></section>`;
  });
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>OTA Drop: ${names.length} states, ${files.length} pictures</title>
<style>body{font:14px system-ui;margin:24px;background:#888}div{display:flex;flex-wrap:wrap;gap:12px;align-items:start}img{display:block}</style>
<h1>${names.length} states, ${files.length} pictures</h1>
${rows.join('\n')}
</html>
`;
}
