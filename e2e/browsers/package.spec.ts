import { basename } from 'node:path';
import { expect, test } from './fixtures.ts';
import { byId, clickOn, detailOf, expectCount, expectStatus, rowOf, textOf } from './page-steps.ts';

test('an OTA package is made of an upload, and still there after a reload', async ({
  driven,
  files,
}) => {
  await driven.choose(byId('file-input'), [files.zip]);
  const row = await rowOf(driven, basename(files.zip));
  await expectStatus(driven, row, /^done$/);
  await detailOf(driven, row);
  await clickOn(driven, byId('hand-off'));
  await expectCount(driven, byId('package-form'), 1);
  await driven.type(byId('field-destVersion'), '3.6');
  await clickOn(driven, byId('create-package'));
  await expectCount(driven, byId('package-created'), 1);
  const firmwareId = await textOf(driven, byId('firmware-id'));
  expect(firmwareId).not.toBe('');
  await driven.reload();
  await detailOf(driven, row);
  await expectCount(driven, byId('firmware-id'), 1);
  expect(await textOf(driven, byId('firmware-id'))).toBe(firmwareId);
});
