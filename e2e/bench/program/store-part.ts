import { inRounds, type Build } from './builds.ts';
import { atLeast, atMost, type Goal } from './goal.ts';
import { makeFile, type MadeFile } from './made-file.ts';
import { markdownTable } from './markdown.ts';
import { postFile } from './post-file.ts';
import { startProduct } from './product-server.ts';
import { residentBytes } from './renderer-memory.ts';
import { median, ratioByRound } from './statistics.ts';

const MIB = 1024 * 1024;
/** What is sent in all, however many uploads it is divided into. */
const TOTAL_BYTES = 1_000 * MIB;
const PARALLEL = [1, 20] as const;
const SAMPLE_EVERY_MS = 50;
const WARM_UP_BYTES = 10_000;

type Sample = { readonly mbPerSecond: number; readonly memoryBytes: number };

/** `npm start` with a client of Node in place of a browser: what its store takes, and what memory that needs. */
export async function measureStore(
  rounds: number,
  builds: readonly Build[],
  tempDir: string,
): Promise<{ readonly body: string; readonly goals: readonly Goal[] }> {
  const warmUp = await makeFile(tempDir, 'warm-up.bin', WARM_UP_BYTES);
  const rows: string[][] = [];
  const goals: Goal[] = [];
  for (const parallel of PARALLEL) {
    const file = await makeFile(tempDir, `store-${parallel}.bin`, TOTAL_BYTES / parallel);
    const samples = await inRounds(rounds, builds, async (build, round) => {
      const sample = await measureOnce(build, tempDir, { warmUp, file, parallel });
      console.log(
        `store, ${parallel} at once, round ${round + 1}, ${build.name}: ${words(sample).join(', ')}`,
      );
      return sample;
    });
    rows.push(...rowsOf(parallel, samples));
    goals.push(...goalsOf(parallel, samples));
  }
  return { body: markdownTable(['server', 'at once', 'MB/s', 'memory'], rows), goals };
}

type Load = { readonly warmUp: MadeFile; readonly file: MadeFile; readonly parallel: number };

async function measureOnce(
  { dir }: Build,
  tempDir: string,
  { warmUp, file, parallel }: Load,
): Promise<Sample> {
  const server = await startProduct(dir, tempDir);
  try {
    await postFile(server.url, warmUp);
    const base = residentBytes(server.pid);
    let peak = base;
    const sampling = setInterval(() => {
      peak = Math.max(peak, residentBytes(server.pid));
    }, SAMPLE_EVERY_MS);
    const start = performance.now();
    await Promise.all(Array.from({ length: parallel }, () => postFile(server.url, file)));
    const seconds = (performance.now() - start) / 1000;
    clearInterval(sampling);
    return { mbPerSecond: (parallel * file.bytes) / 1_000_000 / seconds, memoryBytes: peak - base };
  } finally {
    await server.stop();
  }
}

function middleOf(samples: readonly Sample[]): Sample {
  return {
    mbPerSecond: median(samples.map(({ mbPerSecond }) => mbPerSecond)),
    memoryBytes: median(samples.map(({ memoryBytes }) => memoryBytes)),
  };
}

function words({ mbPerSecond, memoryBytes }: Sample): string[] {
  return [mbPerSecond.toFixed(0), `+${(memoryBytes / MIB).toFixed(0)} MiB`];
}

function rowsOf(
  parallel: number,
  samples: ReadonlyMap<Build['name'], readonly Sample[]>,
): string[][] {
  return [...samples].map(([name, own]) => [name, String(parallel), ...words(middleOf(own))]);
}

function goalsOf(
  parallel: number,
  samples: ReadonlyMap<Build['name'], readonly Sample[]>,
): readonly Goal[] {
  const ours = samples.get('ours') ?? [];
  const speeds = (name: Build['name']) => samples.get(name)?.map(({ mbPerSecond }) => mbPerSecond);
  return [
    ...atLeast(2, {
      what: `store, ${parallel} at once, of the build it was held against`,
      value: ratioByRound(speeds('ours'), speeds('against')),
      unit: ' x',
      digits: 2,
    }),
    ...atMost(64, {
      what: `store, ${parallel} at once, memory`,
      value: middleOf(ours).memoryBytes / MIB,
      unit: ' MiB',
    }),
  ];
}
