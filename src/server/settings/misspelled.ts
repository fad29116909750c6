import { settingNames, type Environment } from './setting-reader.ts';

export type Misspelled = { readonly name: string; readonly meant: string };

/**
 * Names in the environment that are nearly one of ours: one slip of the finger, two in a long name. They may belong to another
 * program, so they are reported and no mistake.
 */
export function findMisspelled(env: Environment): readonly Misspelled[] {
  const settings = settingNames();
  const known: ReadonlySet<string> = new Set(settings);
  return Object.keys(env)
    .filter((name) => !known.has(name))
    .flatMap((name) => {
      const meant = settings.find((setting) => isSlip(name.toUpperCase(), setting));
      return meant === undefined ? [] : [{ name, meant }];
    });
}

const LONG_CHARS = 8;

function isSlip(name: string, setting: string): boolean {
  const slips = Math.min(name.length, setting.length) >= LONG_CHARS ? 2 : 1;
  return Math.abs(name.length - setting.length) <= slips && distance(name, setting) <= slips;
}

/** Letters left out, put in, changed, or swapped with their neighbour (optimal string alignment). */
function distance(one: string, other: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], []];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    [beforeLast, last, row] = [last, row, [i]];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped =
        i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return row[other.length] ?? 0;
}
