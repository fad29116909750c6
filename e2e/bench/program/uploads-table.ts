import type { UploadSample } from './measure-upload.ts';
import { median } from './statistics.ts';
import { markdownTable } from './markdown.ts';
import type { SizeSamples } from './uploads-part.ts';

const MIB = 1024 * 1024;

/** One Markdown table a size. */
export function uploadsTables(sizes: readonly SizeSamples[]): string {
  return sizes
    .map(({ mb, samples }) => `### ${mb.toLocaleString('en')} MB\n\n${table(samples)}`)
    .join('\n\n');
}

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

function table(samples: SizeSamples['samples']): string {
  const bare = samples.get('bare');
  return markdownTable(
    HEAD,
    [...samples].map(([page, own]) => [page, ...cells(own, bare)]),
  );
}

function cells(own: readonly UploadSample[], bare: readonly UploadSample[] | undefined): string[] {
  const middle = (pick: (sample: UploadSample) => number | undefined) => {
    const values = own.flatMap((sample) => pick(sample) ?? []);
    return values.length === 0 ? undefined : median(values);
  };
  const times = own.map(({ doneMs }) => doneMs / 1000);
  const spread = `${Math.min(...times).toFixed(2)}-${Math.max(...times).toFixed(2)}`;
  const ratio = bare && ratioOf(own, bare, ({ doneMs }) => doneMs);
  const digests = middle(({ digestsAfterMs }) => digestsAfterMs);
  const renderer = middle(({ rendererBytes }) => rendererBytes);
  return [
    `${median(times).toFixed(2)} s (${spread})`,
    ratio === undefined ? '' : ratio.toFixed(2),
    digests === undefined ? '' : `${(digests / 1000).toFixed(2)} s`,
    `${(middle(({ taskMs }) => taskMs) ?? 0).toFixed(0)} ms`,
    `${(middle(({ scriptMs }) => scriptMs) ?? 0).toFixed(0)} ms`,
    `${(middle(({ longestTaskMs }) => longestTaskMs) ?? 0).toFixed(0)} ms`,
    renderer === undefined ? '' : `+${(renderer / MIB).toFixed(0)} MiB`,
    `+${((middle(({ heapBytes }) => heapBytes) ?? 0) / 1_000_000).toFixed(1)} MB`,
  ];
}

/** The median of the ratios within each round: what slowed a whole round down is in both. */
export function ratioOf(
  own: readonly UploadSample[],
  other: readonly UploadSample[],
  pick: (sample: UploadSample) => number,
): number {
  return median(
    own.flatMap((sample, round) => {
      const beside = other[round];
      return beside === undefined ? [] : [pick(sample) / pick(beside)];
    }),
  );
}
