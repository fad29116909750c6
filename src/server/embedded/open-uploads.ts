import { OssRefusal } from '../../simulator/bucket/oss-refusal.ts';

/** How many uploads may be open at once: each holds a file, a parser and a share of the disk. */
export const OPEN_UPLOADS_MAX = 32;

/**
 * Places for uploads whose form has been verified: without a ticket there is no way to take one, and so none to keep others
 * waiting.
 */
export type UploadGate = {
  /** Takes a place. @returns how to leave it @throws OssRefusal when there is none */
  enter(): () => void;
};

export function createUploadGate(max: number): UploadGate {
  let open = 0;
  return {
    enter() {
      if (open >= max) {
        throw new OssRefusal(
          'ServiceUnavailable',
          `This store takes ${max} uploads at a time. Nothing of this one was kept; try again in a moment.`,
          undefined,
          { 'retry-after': '1' },
        );
      }
      open += 1;
      let isOpen = true;
      return () => {
        if (isOpen) open -= 1;
        isOpen = false;
      };
    },
  };
}
