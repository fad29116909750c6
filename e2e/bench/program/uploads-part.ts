import type { Backend } from './backend.ts';
import type { MadeFile } from './made-file.ts';
import { measureLongestTask, measureUpload, type UploadSample } from './measure-upload.ts';
import type { Options, PageName } from './options.ts';
import { addressOf, proves } from './page-address.ts';

/** What was measured of a page with files of one size. */
export type PageUploads = {
  /** In the order of the rounds: those of one round, whatever their page, belong together. */
  readonly samples: readonly UploadSample[];
  readonly longestTaskMs: number;
};

/** All pages with one file. */
export type SizeUploads = {
  readonly mb: number;
  readonly pages: ReadonlyMap<PageName, PageUploads>;
};

/** Rounds are interleaved: whatever makes the machine slower for a while meets all pages alike. */
export async function measureUploads(
  options: Options,
  backend: Backend,
  file: MadeFile,
): Promise<SizeUploads> {
  await backend.setLine(options.lineMbPerSecond);
  const mb = file.bytes / 1_000_000;
  const samples = new Map<PageName, UploadSample[]>(options.pages.map((page) => [page, []]));
  for (let round = 0; round < options.rounds; round += 1) {
    for (const page of inTurn(options.pages, round)) {
      const sample = await measureUpload(addressOf(backend, page), file.path, proves(page));
      samples.get(page)?.push(sample);
      console.log(`${mb} MB, round ${round + 1}, ${page}: ${describe(sample)}`);
    }
  }
  const pages = new Map<PageName, PageUploads>();
  for (const [page, own] of samples) {
    const longestTaskMs = await measureLongestTask(
      addressOf(backend, page),
      file.path,
      proves(page),
    );
    console.log(`${mb} MB, traced, ${page}: longest task ${longestTaskMs.toFixed(0)} ms`);
    pages.set(page, { samples: own, longestTaskMs });
  }
  return { mb, pages };
}

/** Another one begins each round: none is always the one after the slowest. */
function inTurn<T>(items: readonly T[], round: number): readonly T[] {
  const first = round % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

function describe({ doneMs, digestsAfterMs, taskMs }: UploadSample): string {
  const digests =
    digestsAfterMs === undefined ? '' : `, digests ${digestsAfterMs.toFixed(0)} ms later`;
  return `${doneMs.toFixed(0)} ms${digests}, main thread ${taskMs.toFixed(0)} ms`;
}
