import type { Stage } from './fixtures.ts';
import { ESP_IDF, U_BOOT, wholeTarInGzip, withTarInGzip, type StageFile } from './fixture-files.ts';

/** The firmware that is on the stage in most states. */

export const PACKAGE = { name: 'gateway-rootfs_4.2.0-rc3.tar.gz', head: withTarInGzip() };
/** What is in it can be listed. */
export const RELEASE: StageFile = {
  name: PACKAGE.name,
  head: wholeTarInGzip({
    'release/': 0,
    'release/manifest.json': 734,
    'release/boot/': 0,
    'release/boot/uImage': 3_418_112,
    'release/boot/gateway-r3.dtb': 27_441,
    'release/rootfs.squashfs': 21_864_448,
    'release/post-install.sh': 1_208,
  }),
  size: 'head',
};
export const LARGE: StageFile = { ...PACKAGE, size: 86_000_000 };
export const IMAGE: StageFile = { name: 'door-lock_2.3.1.bin', head: ESP_IDF, size: 1_930_000 };
export const SMALL: StageFile = { name: 'thermostat_1.8.4.bin', head: U_BOOT, size: 640_000 };

/** Half of a large one has left, at a steady pace. */
export async function sendHalf(stage: Stage): Promise<void> {
  await stage.send(LARGE);
  for (let second = 1; second <= 8; second += 1) {
    await stage.pass(500);
    await stage.store.move(0.06 * second);
  }
}
