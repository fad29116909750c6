import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { canDrag, dragOver, NEEDS_FOR_DRAG } from './drag-from-elsewhere.ts';
import { expect, test } from './fixtures.ts';
import { byId, count, expectCount, expectStatus, rowOf, textOf } from './page-steps.ts';

/** Files and folders that come from another program, by the mouse: what a browser hands over is its own doing. */

const OVERLAY = 'Drop to upload';
const ALERT = '[role=alert]';

test('a file and a folder are dropped from another program', async ({
  kind,
  driven,
  browserUnderTest,
  files,
  note,
}, testInfo) => {
  const { display } = browserUnderTest;
  test.skip(display === undefined || !canDrag(), NEEDS_FOR_DRAG);
  const folder = testInfo.outputPath('images');
  await mkdir(join(folder, 'deeper'), { recursive: true });
  await writeFile(join(folder, 'one.bin'), '\0firmware one');
  await writeFile(join(folder, 'deeper', 'two.bin'), '\0firmware two');

  const drag = await dragOver(display ?? '', [files.bin, folder]);
  try {
    await expect.poll(drag.hover).toBe(true);
    await drag.release();
    const added = () => count(driven, `${byId('upload')}, ${ALERT}`);
    await expect.poll(added, { message: 'rows, or why there are none' }).toBeGreaterThan(0);
    expect(await textOf(driven, 'body')).not.toContain(OVERLAY);
    const refused = await textOf(driven, ALERT);
    if (kind === 'webkitgtk' && refused !== '') {
      note('dropped file and folder', refused);
      expect(refused).toContain('this browser does not hand over dropped or pasted files');
      await expectCount(driven, byId('upload'), 0);
      return;
    }
    await expectCount(driven, byId('upload'), 3);
    for (const name of [basename(files.bin), 'one.bin', 'two.bin']) {
      await expectStatus(driven, await rowOf(driven, name), /^done$/);
    }
    note('dropped file and folder', 'all uploaded');
  } finally {
    await drag.stop();
  }
});
