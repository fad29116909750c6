import type { Backend } from './backend.ts';
import type { MadeFile } from './made-file.ts';
import { measureUpload, type UploadSample } from './measure-upload.ts';
import type { Options, PageName } from './options.ts';

/** All samples of one size, by page, in the order of their rounds. */
export type SizeSamples = {
  readonly mb: number;
  readonly samples: ReadonlyMap<PageName, readonly UploadSample[]>;
};

/** Rounds are interleaved: whatever makes the machine slower for a while meets all pages alike. */
export async function measureUploads(
  options: Options,
  backend: Backend,
  files: readonly MadeFile[],
): Promise<readonly SizeSamples[]> {
  await backend.setLine(options.lineMbPerSecond);
  const all: SizeSamples[] = [];
  for (const [nth, file] of files.entries()) {
    const mb = options.sizesMb[nth] ?? 0;
    const samples = new Map<PageName, UploadSample[]>(options.pages.map((page) => [page, []]));
    for (let round = 0; round < options.rounds; round += 1) {
      for (const page of inTurn(options.pages, round)) {
        const sample = await measureUpload(addressOf(backend, page), file.path, proves(page));
        samples.get(page)?.push(sample);
        console.log(`${mb} MB, round ${round + 1}, ${page}: ${describe(sample)}`);
      }
    }
    all.push({ mb, samples });
  }
  return all;
}

/** Another one begins each round: none is always the one after the slowest. */
function inTurn<T>(items: readonly T[], round: number): readonly T[] {
  const first = round % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

function addressOf(backend: Backend, page: PageName): string {
  return proves(page) ? backend.addressOf(page) : `${backend.addressOf('peers')}/${page}.html`;
}

/** Ours computes three checksums and shows them; the others know that the store has answered. */
function proves(page: PageName): boolean {
  return page === 'ours' || page === 'against';
}

function describe(sample: UploadSample): string {
  const { doneMs, digestsAfterMs, taskMs, longestTaskMs } = sample;
  const digests =
    digestsAfterMs === undefined ? '' : `, digests ${Math.round(digestsAfterMs)} ms later`;
  return `${Math.round(doneMs)} ms${digests}, main thread ${Math.round(taskMs)} ms, longest task ${Math.round(longestTaskMs)} ms`;
}
