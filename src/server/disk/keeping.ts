import type { ObjectDescription } from '../../simulator/bucket/store.ts';
import type { PackageList } from '../../simulator/platform/package-list.ts';
import type { RetentionRules } from '../settings/operations-settings.ts';
import type { DiskStore } from './disk-store.ts';

/** What an operator may do with the files of the embedded store. */
export type Keeping = {
  usage: DiskStore['usage'];
  /** What the rules would remove now, oldest first. */
  plan(): Promise<readonly ObjectDescription[]>;
  /** Removes it. */
  apply(): Promise<Removal>;
  /** Removes one file, by its key. */
  remove(key: string): Promise<RemovalAnswer>;
};

export type Removal = { readonly objects: number; readonly bytes: number };
export type RemovalAnswer = 'removed' | 'absent' | 'too-young' | 'has-package';

/** Nothing younger is ever removed: a user may still be about to make a package of it. */
export const YOUNG_MS = 24 * 60 * 60 * 1000;

export type KeepingOptions = {
  readonly store: DiskStore;
  readonly packages: PackageList;
  readonly rules: RetentionRules;
  readonly onRemoved: (removal: Removal) => void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
};

export function createKeeping(options: KeepingOptions): Keeping {
  const { store, packages, rules, onRemoved, now = Date.now } = options;
  const isYoung = ({ storedAt }: ObjectDescription) => now() - Date.parse(storedAt) < YOUNG_MS;

  /** Devices are sent to these files. */
  async function packagedKeys(): Promise<ReadonlySet<string>> {
    const made = await packages.all();
    // The store's own address may have been another one when the package was made.
    return new Set(made.map(({ firmwareUrl }) => new URL(firmwareUrl).pathname.slice(1)));
  }

  async function plan(): Promise<readonly ObjectDescription[]> {
    const { keepMs = Infinity, keepBytes = Infinity } = rules;
    if (keepMs === Infinity && keepBytes === Infinity) return [];
    const kept = await packagedKeys();
    const oldestFirst = (await store.contents()).toSorted(
      (a, b) => Date.parse(a.storedAt) - Date.parse(b.storedAt),
    );
    let bytes = oldestFirst.reduce((sum, { size }) => sum + size, 0);
    return oldestFirst.filter((found) => {
      const isOld = now() - Date.parse(found.storedAt) > keepMs;
      if (isYoung(found) || kept.has(found.key) || !(isOld || bytes > keepBytes)) return false;
      bytes -= found.size;
      return true;
    });
  }

  return {
    usage: () => store.usage(),
    plan,
    async apply() {
      let removal: Removal = { objects: 0, bytes: 0 };
      for (const { key, storedAt } of await plan()) {
        // Looked at once more: another file may have come under that key, or a package may have been made.
        if ((await packagedKeys()).has(key)) continue;
        const bytes = await store.remove(key, (found) => found.storedAt === storedAt);
        if (bytes === undefined) continue;
        removal = { objects: removal.objects + 1, bytes: removal.bytes + bytes };
      }
      if (removal.objects > 0) onRemoved(removal);
      return removal;
    },
    async remove(key) {
      if ((await packagedKeys()).has(key)) return 'has-package';
      let answer: RemovalAnswer = 'absent';
      const bytes = await store.remove(key, (found) => {
        answer = isYoung(found) ? 'too-young' : 'removed';
        return answer === 'removed';
      });
      if (bytes !== undefined) onRemoved({ objects: 1, bytes });
      return answer;
    },
  };
}

const EVERY_MS = 60 * 60 * 1000;

/** Applies the rules now and every hour. @returns how to end that */
export function keepInTime(keeping: Keeping, report: (error: unknown) => void): () => void {
  const apply = () => void keeping.apply().catch(report);
  apply();
  const timer = setInterval(apply, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
