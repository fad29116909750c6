import { OssRefusal } from '../simulator/oss-refusal.ts';

/** How many uploads may be open at once: each holds a file, a parser and a share of the disk. */
export const OPEN_UPLOADS_MAX = 32;

export type UploadGate = {
  /** A place, as a function to be called when the upload is over, or the reason why there is none. */
  enter(): (() => void) | OssRefusal;
};

export function createUploadGate(max: number): UploadGate {
  let open = 0;
  return {
    enter() {
      if (open >= max) {
        return new OssRefusal(
          'ServiceUnavailable',
          `This store takes ${max} uploads at a time. Nothing of this one was read; try again in a moment.`,
          undefined,
          { 'retry-after': '1' },
        );
      }
      open += 1;
      return () => {
        open -= 1;
      };
    },
  };
}
