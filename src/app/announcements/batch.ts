import type { Upload } from '../../upload/model/upload.ts';
import { mayCancel } from '../../upload/model/upload-phase.ts';
import type { Milestone } from './milestones.ts';

/** So many at once are a crowd: nobody listens to the steps of each, so how many are done is told in their place. */
export const CROWD_FROM = 4;

/** A crowd is told of at its beginning, at its end, and so many times in between. */
const TALLIES = 7;

export type Crowd = {
  /** What is still to be heard one by one; and how far the crowd is, when that is worth a sentence. */
  hear(
    milestones: readonly Milestone[],
    uploads: readonly Upload[],
  ): { readonly singly: readonly Milestone[]; readonly tally: Tally | undefined };
};

export type Tally = { readonly done: number; readonly total: number };

export function createCrowd(): Crowd {
  /** All that have run since there were many; empty as long as there are few. */
  const members = new Set<string>();
  let told = 0;

  return {
    hear(milestones, uploads) {
      const running = uploads.filter(isRunning);
      const wasCrowd = members.size > 0;
      if (!wasCrowd && running.length < CROWD_FROM) return { singly: milestones, tally: undefined };
      for (const { id } of running) members.add(id);

      const total = members.size;
      const ended = total - running.length;
      const done = uploads.filter(
        ({ id, state }) => members.has(id) && state.status === 'done',
      ).length;
      const isOver = running.length === 0;
      const share = Math.floor((ended / total) * (TALLIES + 1));
      const isNews = !wasCrowd || isOver || share > told;
      told = isOver ? 0 : Math.max(told, share);
      if (isOver) members.clear();
      return {
        singly: milestones.filter((milestone) => !isRoutine(milestone)),
        tally: isNews ? { done, total } : undefined,
      };
    },
  };
}

function isRunning({ state }: Upload): boolean {
  return state.status === 'inspecting' || mayCancel(state);
}

/** As it should be. What is not, and what a person has done or has to do, is told even in a crowd. */
function isRoutine({ kind }: Milestone): boolean {
  switch (kind) {
    case 'added':
    case 'sending':
    case 'quarter':
    case 'moving':
    case 'all-sent':
    case 'verified':
      return true;
    case 'needs-you':
    case 'again':
    case 'waiting':
    case 'stalled':
    case 'unsure':
    case 'unverified':
    case 'cancelled':
    case 'interrupted':
      return false;
  }
}
