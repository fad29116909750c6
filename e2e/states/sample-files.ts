import type { Driver } from './driver.ts';
import {
  ESP_IDF,
  GZIP,
  U_BOOT,
  wholeTarInGzip,
  withTarInGzip,
  type MadeFile,
} from './made-files.ts';

/** The firmware of most states. */

export const PACKAGE = { name: 'gateway-rootfs_4.2.0-rc3.tar.gz', head: withTarInGzip() };
/** Its contents can be listed. */
export const RELEASE: MadeFile = {
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
export const LARGE: MadeFile = { ...PACKAGE, size: 86_000_000 };
export const IMAGE: MadeFile = { name: 'door-lock_2.3.1.bin', head: ESP_IDF, size: 1_930_000 };
export const SMALL: MadeFile = { name: 'thermostat_1.8.4.bin', head: U_BOOT, size: 640_000 };
/** Small files go beside two others; this one has to wait. */
const NOT_SMALL: MadeFile = { ...SMALL, size: 2_100_000 };
export const THIRD: MadeFile = { name: 'meter.bin', size: 2_100_000 };

/** Half of a large one is sent, at a steady pace. */
export async function sendHalf(driver: Driver): Promise<void> {
  await driver.send(LARGE);
  for (let second = 1; second <= 8; second += 1) {
    await driver.pass(500);
    await driver.store.move(0.06 * second);
  }
}

/** Two are sent, and one waits for its turn. */
export async function sendTwoOfThree(driver: Driver, third: MadeFile = NOT_SMALL): Promise<void> {
  await driver.send(LARGE, IMAGE);
  await driver.bring('queued', third);
}

/** A morning's work: uploaded, on its way, in doubt, refused, and waiting for its turn. */
export async function showAll(driver: Driver): Promise<void> {
  await driver.finish(740, IMAGE, SMALL);
  await driver.finish(420, { ...RELEASE, name: 'hub-rootfs_3.9.1.tar.gz' });
  await driver.finish(1_310, { name: 'meter_1.0.7.bin', size: 3_420_000 });
  await driver.send(LARGE, { ...IMAGE, name: 'door-lock_2.3.2.bin' });
  for (let second = 1; second <= 8; second += 1) {
    await driver.pass(500);
    await driver.store.move(0.077 * second, 'large');
    await driver.store.move(0.023 * second, 'small');
  }
  await driver.bring('ready', { name: 'sensor-hub.bin', head: GZIP, size: 612_000 });
  await driver.bring('rejected', { name: 'empty-build.bin', size: 0 });
  const queued = [6, 7, 8, 9, 10].map((nth) => ({
    name: `sensor-th10_1.${nth}.0.bin`,
    size: 2_100_000 + 137_000 * nth,
  }));
  await driver.bring('queued', ...queued);
}

export const manyNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, nth) => `node-${nth + 1}_1.${nth}.0.bin`);

/** More of what is being sent has left. */
export async function moveOn({ store, pass }: Driver, share: number): Promise<void> {
  await store.move(share);
  await pass(300);
}
