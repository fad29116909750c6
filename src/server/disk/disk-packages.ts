import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import {
  judgeAddition,
  PackageSchema,
  type OtaPackage,
  type PackageList,
} from '../../simulator/platform/package-list.ts';
import { localDisk, withStoreFull, writeWhole, type Disk } from './disk.ts';
import { readOwnFile } from './own-file.ts';

/**
 * The account's packages in one file, `packages.json`, beside the store. It is written anew for each package, synced, and
 * put in place with one rename: after a crash the list is the old one or the new one.
 */

const FileSchema = v.object({ version: v.literal(1), packages: v.array(PackageSchema) });

/** @throws when there is a list that this version cannot read: it is not overwritten. */
export async function openDiskPackages(dir: string, disk: Disk = localDisk): Promise<PackageList> {
  const path = join(dir, 'packages.json');
  const tmp = join(dir, 'tmp');
  await mkdir(tmp, { recursive: true, mode: 0o700 });
  const file = await readOwnFile(path, FileSchema, 'a list', 'nothing was changed');
  let packages: readonly OtaPackage[] = file?.packages ?? [];
  let lastAddition: Promise<unknown> = Promise.resolve();

  return {
    add(made) {
      const addition = lastAddition.then(async () => {
        const judged = judgeAddition(packages, made);
        if (judged !== 'added') return judged;
        const more = [...packages, made];
        await withStoreFull(() => write(more));
        packages = more;
        return judged;
      });
      lastAddition = addition.catch(() => undefined);
      return addition;
    },
    all: async () => packages,
  };

  async function write(all: readonly OtaPackage[]): Promise<void> {
    // What is left in this folder is swept when the store is opened.
    const next = join(tmp, `${randomUUID()}.json`);
    await writeWhole(disk, next, JSON.stringify({ version: 1, packages: all }));
    try {
      await disk.rename(next, path);
    } catch (error) {
      await disk.remove(next);
      throw error;
    }
    // It is in place; what could still go wrong would only matter if the power failed now.
    await disk.syncFolder(dir).catch(() => undefined);
  }
}
