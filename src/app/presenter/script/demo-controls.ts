/** What a presenter needs of the demo; the demo has it (src/mocks/controls/demo-controls.ts). */
export type DemoControls = {
  readonly sample: (kind: SampleKind, which: 'next' | 'same') => File;
  readonly line: () => LineName;
  readonly chooseLine: (line: LineName) => void;
  /** Something goes wrong with the next upload. */
  readonly arm: (mishap: Mishap) => void;
  readonly reset: () => void;
  readonly subscribe: (listener: () => void) => () => void;
};

export type SampleKind = 'good' | 'doubtful' | 'cut' | 'large';
export type LineName = 'office' | 'slow' | 'mobile';
export type Mishap = 'broken-line' | 'altered-bytes';

export const SAMPLES: readonly SampleKind[] = ['good', 'doubtful', 'cut', 'large'];
export const LINES: readonly LineName[] = ['office', 'slow', 'mobile'];
