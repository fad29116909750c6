import { parseArgs } from 'node:util';

export const PARTS = ['first-load', 'uploads', 'store', 'small', 'rows', 'pictures'] as const;
export type Part = (typeof PARTS)[number];

export const PAGES = ['bare', 'antd', 'filepond', 'uppy', 'ours'] as const;
export type PageName = (typeof PAGES)[number] | 'against';

/** Megabytes are 10^6 bytes throughout. */
export type Options = {
  readonly parts: readonly Part[];
  readonly pages: readonly PageName[];
  readonly sizesMb: readonly number[];
  readonly rounds: number;
  /** Megabytes a second that the store takes; undefined: as many as come. */
  readonly lineMbPerSecond: number | undefined;
  /** Folder of another build of this product, with `dist/` inside. */
  readonly against: string | undefined;
  /** Whether a section of RESULTS.md is replaced. */
  readonly writes: boolean;
  /** Whether a goal that is not met makes the run fail. */
  readonly isStrict: boolean;
};

export const USAGE = `npm run bench -- [parts] [options]
parts (when none is named: all of them, and uploads at 100 and at 10 MB/s as well):
  --first-load  JavaScript and CSS of the first load
  --uploads     one file from pick to stored, every page
  --store       throughput and memory of this server's own store
  --small       1,000 files of 10 KB
  --rows        long lists while uploads are active
  --pictures    1, 5 and 40 files in this page, Uppy and Ant Design, side by side
options:
  --quick           uploads of 10 and 100 MB, 2 rounds, nothing written; under 3 minutes
  --pages LIST      of ${PAGES.join(',')}
  --sizes LIST      megabytes (10^6 bytes), as in 10,100,1000
  --rounds N        3 unless told otherwise
  --line N          megabytes a second that the store takes
  --against DIR     another build of this product (a folder with dist/), measured beside this one
  --dry             prints, and leaves RESULTS.md as it is
  --strict          ends with code 1 when a goal is not met`;

/** Beside the run without a limit: a line that is slower than hashing, and one that is much slower. */
const PACED = [
  { lineMbPerSecond: 100, sizesMb: [1000] },
  { lineMbPerSecond: 10, sizesMb: [100] },
];

/**
 * What is to be run, one after another: a single run when parts are named or it has to be quick.
 * @throws an Error with a sentence for the user when an option is unknown or has a value that cannot be.
 */
export function readRuns(args: readonly string[]): readonly Options[] {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'first-load': { type: 'boolean' },
      uploads: { type: 'boolean' },
      store: { type: 'boolean' },
      small: { type: 'boolean' },
      rows: { type: 'boolean' },
      pictures: { type: 'boolean' },
      quick: { type: 'boolean', default: false },
      dry: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      pages: { type: 'string', default: PAGES.join(',') },
      sizes: { type: 'string' },
      rounds: { type: 'string' },
      line: { type: 'string' },
      against: { type: 'string' },
    },
  });
  const { quick, against } = values;
  const named = PARTS.filter((part) => values[part] === true);
  const everything = quick ? (['uploads'] as const) : PARTS;
  const options: Options = {
    parts: named.length > 0 ? named : everything,
    pages: [...pagesIn(values.pages), ...(against === undefined ? [] : (['against'] as const))],
    sizesMb: numbersIn('sizes', values.sizes ?? (quick ? '10,100' : '10,100,1000')),
    rounds: numberIn('rounds', values.rounds ?? (quick ? '2' : '3')),
    lineMbPerSecond: values.line === undefined ? undefined : numberIn('line', values.line),
    against,
    writes: !quick && !values.dry,
    isStrict: values.strict,
  };
  if (named.length > 0 || quick) return [options];
  return [
    options,
    ...PACED.map((paced) => ({ ...options, parts: ['uploads'] as const, ...paced })),
  ];
}

function pagesIn(list: string): readonly PageName[] {
  return list.split(',').map((name) => {
    const page = PAGES.find((known) => known === name);
    if (page === undefined) throw new Error(`--pages knows ${PAGES.join(', ')}, not "${name}"`);
    return page;
  });
}

function numbersIn(option: string, list: string): readonly number[] {
  return list.split(',').map((text) => numberIn(option, text));
}

function numberIn(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${option} takes whole numbers above 0, not "${text}"`);
}
