import type { Upload, UploadQueue } from '../../upload/model/upload.ts';
import { quarterIn } from './milestones.ts';

/** The list as it was when there was last something to say of it: the same array while files only come a little further. */
export function createHeardList(
  queue: Pick<UploadQueue, 'getStill' | 'getSnapshot' | 'find'>,
): () => readonly Upload[] {
  let still: readonly Upload[] | undefined;
  let heard: readonly Upload[] = [];
  /** What is being sent, with the quarter that each had come to. */
  let quarters: readonly (readonly [id: string, quarter: number])[] = [];

  return () => {
    const uploads = queue.getStill();
    const isSame =
      uploads === still &&
      quarters.every(([id, quarter]) => {
        const upload = queue.find(id);
        return upload === undefined || quarterIn(upload) === quarter;
      });
    if (isSame) return heard;
    still = uploads;
    heard = queue.getSnapshot();
    quarters = heard
      .filter(({ state }) => state.status === 'sending')
      .map((upload) => [upload.id, quarterIn(upload)]);
    return heard;
  };
}
