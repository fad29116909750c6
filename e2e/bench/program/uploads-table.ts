import { markdownTable } from './markdown.ts';
import type { UploadSample } from './measure-upload.ts';
import { median, ratioByRound } from './statistics.ts';
import type { PageUploads, SizeUploads } from './uploads-part.ts';

const MIB = 1024 * 1024;

const HEAD = [
  'page',
  'pick to done',
  'x bare',
  'MD5 and SHA-256 after',
  'main thread',
  'script',
  'longest task',
  'renderer',
  'heap kept',
];

export function uploadsTable({ mb, pages }: SizeUploads): string {
  const bare = pages.get('bare');
  const rows = [...pages].map(([page, own]) => [page, ...cells(own, bare)]);
  return `### ${mb.toLocaleString('en')} MB\n\n${markdownTable(HEAD, rows)}`;
}

function cells(own: PageUploads, bare: PageUploads | undefined): string[] {
  const times = own.samples.map(({ doneMs }) => doneMs / 1000);
  const range = `${Math.min(...times).toFixed(2)}-${Math.max(...times).toFixed(2)}`;
  const middle = middleOf(own);
  return [
    `${median(times).toFixed(2)} s (${range})`,
    written(timeRatio(own, bare), (ratio) => ratio.toFixed(2)),
    written(middle.digestsAfterMs, (ms) => `${(ms / 1000).toFixed(2)} s`),
    written(middle.taskMs, (ms) => `${ms.toFixed(0)} ms`),
    written(middle.scriptMs, (ms) => `${ms.toFixed(0)} ms`),
    `${own.longestTaskMs.toFixed(0)} ms`,
    written(middle.rendererBytes, (bytes) => `+${(bytes / MIB).toFixed(0)} MiB`),
    written(middle.heapBytes, (bytes) => `+${(bytes / 1_000_000).toFixed(1)} MB`),
  ];
}

function written(value: number | undefined, write: (value: number) => string): string {
  return value === undefined ? '' : write(value);
}

type Medians = { readonly [Name in keyof UploadSample]: number | undefined };

/** The median of each number by itself. */
export function middleOf({ samples }: PageUploads): Medians {
  const middle = (pick: (sample: UploadSample) => number | undefined) => {
    const values = samples.flatMap((sample) => pick(sample) ?? []);
    return values.length === 0 ? undefined : median(values);
  };
  return {
    doneMs: middle(({ doneMs }) => doneMs),
    digestsAfterMs: middle(({ digestsAfterMs }) => digestsAfterMs),
    taskMs: middle(({ taskMs }) => taskMs),
    scriptMs: middle(({ scriptMs }) => scriptMs),
    rendererBytes: middle(({ rendererBytes }) => rendererBytes),
    heapBytes: middle(({ heapBytes }) => heapBytes),
  };
}

export function timeRatio(own: PageUploads, other: PageUploads | undefined): number | undefined {
  const times = (page: PageUploads | undefined) => page?.samples.map(({ doneMs }) => doneMs);
  return ratioByRound(times(own), times(other));
}
