import type { StateMark } from '../../upload/exchange-event.ts';
import type { Comparison } from '../compare.ts';

/** Both side by side, a line for each state; the first that is not the same is marked. */
export function statesTable({ recorded, replayed, differsAt }: Comparison): readonly string[] {
  const count = Math.max(recorded.length, replayed.length);
  const cells = Array.from({ length: count }, (_, nth) => [
    textOf(recorded[nth]),
    textOf(replayed[nth]),
  ]);
  const width = Math.max('recorded'.length, ...cells.map(([one = '']) => one.length));
  const line = (mark: string, one: string, other: string) =>
    `${mark}${one.padEnd(width)}   ${other}`.trimEnd();
  return [
    line('  ', 'recorded', 'replayed'),
    ...cells.map(([one = '', other = ''], nth) =>
      line(nth === differsAt ? '! ' : '  ', one, other),
    ),
  ];
}

function textOf(state: StateMark | undefined): string {
  if (state === undefined) return '';
  const [at, , label] = state;
  return `${(at / 1000).toFixed(1).padStart(7)} s  ${label}`;
}

export function verdictOf({ recorded, replayed, differsAt }: Comparison): string {
  if (differsAt === undefined) return `The same: ${recorded.length} states.`;
  const [was, is] = [recorded[differsAt]?.[2], replayed[differsAt]?.[2]];
  const place = `state ${differsAt + 1}`;
  if (is === undefined) return `Differs: the replay never came to ${place}, "${was}".`;
  if (was === undefined)
    return `Differs: the replay went on to "${is}", the recording ends before.`;
  return `Differs from ${place} on: recorded "${was}", replayed "${is}".`;
}
