import { atLeast, atMost, type Goal } from './goal.ts';
import type { PageName } from './options.ts';
import type { SizeUploads } from './uploads-part.ts';
import { middleOf, timeRatio } from './uploads-table.ts';

const MIB = 1024 * 1024;
/** The goals are for a file of this size. */
const GOAL_MB = 1_000;
/** The verdict's own moment, given how often a page shows something new. */
const TOGETHER_MS = 150;

/** @param lineMbPerSecond undefined when the store took whatever came */
export function uploadsGoals(
  size: SizeUploads,
  lineMbPerSecond: number | undefined,
): readonly Goal[] {
  if (size.mb !== GOAL_MB) return [];
  if (lineMbPerSecond === undefined) return [...timeGoals(size), ...stillGoals(size)];
  return lineMbPerSecond === 100 ? lineGoals(size) : [];
}

function timeGoals({ pages }: SizeUploads): readonly Goal[] {
  const ours = pages.get('ours');
  const bare = pages.get('bare');
  if (ours === undefined) return [];
  const beside = (page: PageName) => timeRatio(ours, pages.get(page));
  const against = beside('against');
  const digests = middleOf(ours).digestsAfterMs;
  const bareMs = bare && middleOf(bare).doneMs;
  const ratio = { unit: ' x', digits: 2 };
  return [
    ...atMost(1.25, {
      what: 'pick to verified, of the bare page',
      value: beside('bare'),
      ...ratio,
    }),
    ...atMost(1.25, { what: 'of Ant Design', value: beside('antd'), ...ratio }),
    ...atMost(0.9, { what: 'of FilePond', value: beside('filepond'), ...ratio }),
    ...atMost(0.6, { what: 'of Uppy', value: beside('uppy'), ...ratio }),
    ...atLeast(3, {
      what: 'faster than the build it was held against',
      value: against && 1 / against,
      ...ratio,
    }),
    ...atMost(1, {
      what: "MD5 and SHA-256 after verified, of the bare page's time",
      value: digests === undefined || bareMs === undefined ? undefined : digests / bareMs,
      ...ratio,
    }),
  ];
}

function stillGoals({ pages }: SizeUploads): readonly Goal[] {
  const ours = pages.get('ours');
  const bare = pages.get('bare');
  if (ours === undefined || bare === undefined) return [];
  const [own, base] = [middleOf(ours), middleOf(bare)];
  const more = (value: number | undefined, than: number | undefined, unit: number) =>
    value === undefined || than === undefined ? undefined : (value - than) / unit;
  return [
    ...atMost(1.5, {
      what: 'main thread, of the bare page',
      value: (own.taskMs ?? NaN) / (base.taskMs ?? NaN),
      unit: ' x',
      digits: 2,
    }),
    ...atMost(50, { what: 'longest task', value: ours.longestTaskMs, unit: ' ms' }),
    ...atMost(6, {
      what: 'heap over the bare page',
      value: more(own.heapBytes, base.heapBytes, 1_000_000),
      unit: ' MB',
      digits: 1,
    }),
    ...atMost(96, {
      what: 'renderer over the bare page',
      value: more(own.rendererBytes, base.rendererBytes, MIB),
      unit: ' MiB',
    }),
  ];
}

function lineGoals({ pages }: SizeUploads): readonly Goal[] {
  const ours = pages.get('ours');
  const bare = pages.get('bare');
  if (ours === undefined || bare === undefined) return [];
  return [
    ...atMost(1.02, {
      what: 'pick to verified, of the bare page',
      value: timeRatio(ours, bare),
      unit: ' x',
      digits: 3,
    }),
    ...atMost(TOGETHER_MS, {
      what: 'MD5 and SHA-256 after the verdict',
      value: middleOf(ours).digestsAfterMs,
      unit: ' ms',
    }),
  ];
}
