import type { LateWords } from '../locales/catalog.ts';
import type { ReplayStage } from './useReplay.ts';

/** How it stands with a replay, in a sentence. */
export function replaySentence(
  stage: Exclude<ReplayStage, { kind: 'refused' }>,
  words: LateWords['replay'],
): string {
  switch (stage.kind) {
    case 'reading':
      return words.reading;
    case 'playing':
      return words.playing;
    case 'over': {
      const { differsAt, recorded } = stage.states;
      return differsAt === undefined
        ? words.same(recorded.length)
        : words.different(String(differsAt + 1));
    }
  }
}
