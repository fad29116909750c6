import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startBackend, type Backend } from './backend.ts';
import { buildsOf } from './builds.ts';
import { measureFirstLoads } from './first-load-part.ts';
import type { Goal } from './goal.ts';
import { commitOf, describeMachine } from './machine.ts';
import { makeFile, type MadeFile } from './made-file.ts';
import type { Options, Part } from './options.ts';
import { takePictures } from './pictures-part.ts';
import { keepSection, sectionText } from './results.ts';
import { measureRows } from './rows-part.ts';
import { measureSmallFiles } from './small-part.ts';
import { measureStore } from './store-part.ts';
import { uploadsGoals } from './uploads-goals.ts';
import { measureUploads } from './uploads-part.ts';
import { uploadsTable } from './uploads-table.ts';

/** What the parts share. */
type Bench = {
  readonly options: Options;
  readonly builds: ReturnType<typeof buildsOf>;
  readonly backend: Backend;
  readonly tempDir: string;
  readonly files: readonly MadeFile[];
};

/** Runs the parts, one after another, and prints what each has measured; RESULTS.md keeps it when it is to. */
export async function runBench(options: Options, dir: string, tempDir: string): Promise<void> {
  const builds = buildsOf(options, join(dir, '../..'));
  const files = options.parts.includes('uploads') ? await makeFiles(options, tempDir) : [];
  const sites = [
    { name: 'peers', dir: join(dir, 'dist/pages') },
    ...builds.map((build) => ({ name: build.name, dir: join(build.dir, 'dist/client') })),
  ];
  const backend = await startBackend(sites, files);
  try {
    const about = await aboutRun(builds, dir);
    for (const part of options.parts) {
      const measured = await PARTS[part]({ options, builds, backend, tempDir, files });
      const title = titleOf(part, options);
      const text = sectionText({ title, command: commandOf(part, options), ...measured }, about);
      console.log(`\n${text}`);
      if (options.writes) keepSection(join(dir, 'RESULTS.md'), title, text);
      if (options.isStrict && measured.goals.some(({ isMet }) => !isMet)) process.exitCode = 1;
    }
  } finally {
    backend.close();
  }
}

type Measured = { readonly body: string; readonly goals: readonly Goal[] };

const PARTS: Readonly<Record<Part, (bench: Bench) => Promise<Measured>>> = {
  'first-load': ({ options, backend }) => measureFirstLoads(options.pages, backend),
  uploads,
  store: ({ options, builds, tempDir }) => measureStore(options.rounds, builds, tempDir),
  small: ({ options, builds, backend, tempDir }) =>
    measureSmallFiles(options.rounds, builds, backend, tempDir),
  rows: ({ options, builds, backend }) => measureRows(options.rounds, builds, backend),
  pictures: ({ options, builds, backend, tempDir }) => {
    const [{ dir }] = builds;
    return takePictures(backend, tempDir, options.writes ? join(dir, 'docs/pictures') : undefined);
  },
};

async function uploads({ options, backend, files }: Bench): Promise<Measured> {
  const tables: string[] = [];
  const goals: Goal[] = [];
  for (const file of files) {
    const size = await measureUploads(options, backend, file);
    tables.push(uploadsTable(size));
    goals.push(...uploadsGoals(size, options.lineMbPerSecond));
    await rm(file.path);
  }
  return { body: tables.join('\n\n'), goals };
}

async function makeFiles({ sizesMb }: Options, tempDir: string): Promise<readonly MadeFile[]> {
  const files: MadeFile[] = [];
  for (const mb of sizesMb) files.push(await makeFile(tempDir, `bench-${mb}.bin`, mb * 1_000_000));
  return files;
}

const TITLES: Readonly<Record<Part, string>> = {
  'first-load': 'First load',
  uploads: 'One file',
  store: "This server's own store",
  small: '1,000 files of 10 KB',
  rows: 'Long lists',
  pictures: 'Rows in view at 1280 x 800',
};

function titleOf(part: Part, { lineMbPerSecond }: Options): string {
  return part === 'uploads' && lineMbPerSecond !== undefined
    ? `${TITLES[part]} on a line of ${lineMbPerSecond} MB/s`
    : TITLES[part];
}

/** What repeats one part of a run; the folder of another build is the reader's own. */
function commandOf(part: Part, options: Options): string {
  const { sizesMb, rounds, lineMbPerSecond, against, pages } = options;
  const own =
    part === 'uploads' || part === 'first-load'
      ? ['--pages', pages.filter((page) => page !== 'against').join(',')]
      : [];
  const sizes = part === 'uploads' ? ['--sizes', sizesMb.join(',')] : [];
  const line =
    part === 'uploads' && lineMbPerSecond !== undefined ? ['--line', String(lineMbPerSecond)] : [];
  const times = part === 'first-load' || part === 'pictures' ? [] : ['--rounds', String(rounds)];
  const other = against === undefined ? [] : ['--against', 'DIR'];
  return ['npm run bench --', `--${part}`, ...own, ...sizes, ...times, ...line, ...other].join(' ');
}

async function aboutRun(builds: ReturnType<typeof buildsOf>, dir: string): Promise<string> {
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const commits = builds.map((build) => `${build.name} ${commitOf(build.dir)}`).join(', ');
  return `${date} UTC · ${commits} · ${await describeMachine(dir)}`;
}
