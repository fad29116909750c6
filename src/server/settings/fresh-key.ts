import { statSync } from 'node:fs';

/**
 * A temporary key (STS) is put into its files anew before it expires: what has changed there is read with the next
 * use. What cannot be read leaves the key that was.
 * @param paths of the files that hold it; without any it never changes
 */
export function freshKey<Key>(
  paths: readonly string[],
  first: Key,
  read: () => Key | undefined,
): () => Key {
  let latest = first;
  let seen = stampOf(paths);
  return () => {
    const stamp = stampOf(paths);
    if (stamp !== seen) {
      seen = stamp;
      latest = read() ?? latest;
    }
    return latest;
  };
}

function stampOf(paths: readonly string[]): string {
  const stamps = paths.map((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
  });
  return stamps.join();
}
