import { readFile, stat } from 'node:fs/promises';
import { FILE_MAX_BYTES, readRecording } from '../../upload/exchange/read-recording.ts';
import type { Recording } from '../../upload/exchange/recording.ts';
import { createReplay } from '../replay.ts';
import { faultSentence } from './fault-sentence.ts';
import { statesTable, verdictOf } from './states-text.ts';

const USAGE = `Usage: npm run replay -- FILE

Plays a recorded upload once more, with the real engine on the simulated cloud, and compares its states.
FILE is a recording (door.bin.recording.json) or a bug report that carries one.

Exit status: 0 the same states, 1 others, 2 nothing could be played.`;

/** @returns the exit status */
export async function runCommand(
  args: readonly string[],
  print: (line: string) => unknown,
): Promise<0 | 1 | 2> {
  const [path] = args;
  if (path === undefined || args.length > 1 || path.startsWith('-')) {
    print(USAGE);
    return path === '--help' || path === '-h' ? 0 : 2;
  }
  const reading = await read(path);
  if (typeof reading === 'string') {
    print(reading);
    return 2;
  }
  print(titleOf(reading));
  const comparison = await createReplay(reading).run();
  print('');
  for (const line of statesTable(comparison)) print(line);
  print('');
  print(verdictOf(comparison));
  return comparison.differsAt === undefined ? 0 : 1;
}

const TOO_LARGE = { fault: { kind: 'too-large', limit: FILE_MAX_BYTES } } as const;

/** The recording, or why there is none. */
async function read(path: string): Promise<Recording | string> {
  try {
    // Its size first: it may be an image of the device itself.
    const isSmall = (await stat(path)).size <= FILE_MAX_BYTES;
    const reading = isSmall ? readRecording(await readFile(path, 'utf8')) : TOO_LARGE;
    return 'fault' in reading ? `${path}: ${faultSentence(reading.fault)}` : reading.recording;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `${path}: The file cannot be read (${why}). Nothing was played.`;
  }
}

function titleOf({ file, exchange, build }: Recording): string {
  const at = new Date(exchange.startedAt);
  const when = Number.isNaN(at.getTime()) ? 'at an unknown time' : at.toISOString();
  const page = build === undefined ? '' : `, page ${build}`;
  return `${file.name}, ${file.size.toLocaleString('en')} bytes, recorded ${when}${page}`;
}
