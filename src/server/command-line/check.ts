import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { localDisk } from '../disk/disk.ts';
import { folderSentence, ownerSentence } from '../disk/store-folder.ts';
import { whyNotOurs } from '../disk/store-marker.ts';
import type { CloudSettings, Settings } from '../settings/settings.ts';

/** What would keep the server from working with these settings, in sentences. Nothing is made or changed. */
export async function checkDisks({ cloud, targets }: Settings): Promise<readonly string[]> {
  if (targets === undefined) return checkDisk(cloud);
  const each = targets.map(async ({ id, cloud: own }) =>
    (await checkDisk(own)).map((line) => `Target "${id}": ${line}`),
  );
  return (await Promise.all(each)).flat();
}

async function checkDisk(cloud: CloudSettings): Promise<readonly string[]> {
  if (cloud.kind !== 'embedded') return [];
  const { dataDir } = cloud;
  try {
    const existing = await nearestFolder(resolve(dataDir));
    await access(existing, constants.W_OK | constants.X_OK);
    if (existing === resolve(dataDir)) {
      const other = await whyNotOurs(existing);
      if (other !== undefined) return [ownerSentence(dataDir, other)];
    }
    if ((await localDisk.freeBytes(existing)) > 0) return [];
    return [
      `DATA_DIR ${dataDir} is on a disk that is full. Free some space, or choose another folder with DATA_DIR.`,
    ];
  } catch (error) {
    return [folderSentence(dataDir, error)];
  }
}

/** The folder itself, or the one in which it would be made. @throws when something else is in its place */
async function nearestFolder(path: string): Promise<string> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return path;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing || dirname(path) === path) throw error;
    return nearestFolder(dirname(path));
  }
  throw Object.assign(new Error(`${path} is no folder`), { code: 'ENOTDIR' });
}
