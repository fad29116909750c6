import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, open, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, inflateRawSync } from 'node:zlib';

/** Genuine firmware, from exactly pinned packages: nothing is fetched when tests run, nothing is made of zeros. */
export type FirmwareFiles = {
  readonly dir: string;
  readonly zip: string;
  readonly bin: string;
  readonly apk: string;
  readonly tarGz: string;
  readonly tar: string;
  readonly gz: string;
};

const modules = join(import.meta.dirname, '../../node_modules');
const hubs = ['primehub', 'technichub', 'movehub'];

export async function firmwareFiles(): Promise<FirmwareFiles> {
  const dir = await mkdtemp(join(tmpdir(), 'ota-drop-firmware-'));
  const at = (name: string) => join(dir, name);
  await copyFile(join(modules, '@pybricks/firmware/build/primehub.zip'), at('primehub-3.6.zip'));
  await copyFile(
    join(modules, 'io.appium.settings/apks/settings_apk-debug.apk'),
    at('settings.apk'),
  );
  for (const hub of hubs) {
    const zip = await readFile(join(modules, `@pybricks/firmware/build/${hub}.zip`));
    await writeFile(at(`${hub}.bin`), unzip(zip, 'firmware-base.bin'));
  }
  const images = hubs.map((hub) => `${hub}.bin`);
  execFileSync('tar', ['-cf', at('hubs.tar'), '-C', dir, ...images]);
  await writeFile(at('hubs_4.2.0-rc3.tar.gz'), gzipSync(await readFile(at('hubs.tar'))));
  await writeFile(at('primehub.gz'), gzipSync(await readFile(at('primehub.bin'))));
  return {
    dir,
    zip: at('primehub-3.6.zip'),
    bin: at('primehub.bin'),
    apk: at('settings.apk'),
    tar: at('hubs.tar'),
    tarGz: at('hubs_4.2.0-rc3.tar.gz'),
    gz: at('primehub.gz'),
  };
}

/** A file of any size that takes no room on disk. */
export async function sparseFile(path: string, bytes: number): Promise<string> {
  const file = await open(path, 'w');
  await file.truncate(bytes);
  // Nothing but zeros, or nothing but text, would be asked about.
  await file.write('\x01firmware'.slice(0, bytes), 0);
  await file.close();
  return path;
}

/** One entry of a zip archive, by its central directory (APPNOTE 4.3.12). */
export function unzip(zip: Buffer, name: string): Buffer {
  let at = zip.readUInt32LE(zip.lastIndexOf('PK\x05\x06', undefined, 'latin1') + 16);
  while (zip.toString('latin1', at, at + 4) === 'PK\x01\x02') {
    const nameLength = zip.readUInt16LE(at + 28);
    const next = at + 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    if (zip.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      const local = zip.readUInt32LE(at + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
      return zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
    }
    at = next;
  }
  throw new Error(`${name} is not in the archive`);
}
