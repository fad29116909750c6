import type { LateWords } from '../locales/catalog.ts';
import type { ReplayProgress } from './useReplay.ts';

/** How it stands with a replay, in a sentence. */
export function replaySentence(
  progress: Exclude<ReplayProgress, { kind: 'refused' }>,
  words: LateWords['replay'],
): string {
  switch (progress.kind) {
    case 'reading':
      return words.reading;
    case 'playing':
      return words.playing;
    case 'over': {
      const { differsAt, recorded } = progress.states;
      return differsAt === undefined
        ? words.same(recorded.length)
        : words.different(String(differsAt + 1));
    }
  }
}
