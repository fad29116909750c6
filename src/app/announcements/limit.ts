import type { Upload } from '../../upload/model/upload.ts';
import { isFinished } from '../../upload/model/upload-phase.ts';
import type { Milestone } from './milestones.ts';

/** So many sentences on one upload's way; its end comes on top. A bad line would otherwise never stop talking. */
export const SENTENCES_MAX = 12;

export type Ration = {
  /** Those of the milestones that are still to be heard. */
  grant(milestones: readonly Milestone[], uploads: readonly Upload[]): readonly Milestone[];
};

export function createRation(): Ration {
  const granted = new Map<string, number>();

  return {
    grant(milestones, uploads) {
      const heard = milestones.filter((milestone) => {
        if (isEnd(milestone)) return true;
        const count = (granted.get(milestone.id) ?? 0) + 1;
        granted.set(milestone.id, count);
        return count <= SENTENCES_MAX;
      });
      // What is over and asked for again by a person is told anew.
      const running = new Set(
        uploads.filter(({ state }) => !isFinished(state)).map(({ id }) => id),
      );
      for (const id of granted.keys()) if (!running.has(id)) granted.delete(id);
      return heard;
    },
  };
}

function isEnd({ kind }: Milestone): boolean {
  return (
    kind === 'verified' || kind === 'unverified' || kind === 'cancelled' || kind === 'interrupted'
  );
}
