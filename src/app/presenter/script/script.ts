import type { LineName, Mishap, SampleKind } from './demo-controls.ts';

/** What a step does by itself, when the presenter presses its button. */
export type Act =
  | {
      readonly kind: 'drop';
      readonly sample: SampleKind;
      /** Another one of its kind, or the one before once more. */
      readonly which: 'next' | 'same';
      readonly line: LineName;
      readonly mishap?: Mishap;
    }
  | { readonly kind: 'show-receipts' }
  | { readonly kind: 'show-uploads' };

export type StepId =
  | 'welcome'
  | 'good'
  | 'proof'
  | 'again'
  | 'doubtful'
  | 'cut'
  | 'large'
  | 'broken'
  | 'altered'
  | 'receipts'
  | 'end';

export type Step = {
  readonly id: StepId;
  /** How long it takes to say and to see. */
  readonly seconds: number;
  readonly act?: Act;
  /** As `?scenario=` has it; a link offers it. */
  readonly scenario?: string;
};

const drop = (sample: SampleKind, line: LineName = 'office') =>
  ({ kind: 'drop', sample, which: 'next', line }) as const;

/** Five minutes. Its words are in `words/`. */
export const SCRIPT: readonly Step[] = [
  { id: 'welcome', seconds: 20, act: { kind: 'show-uploads' } },
  { id: 'good', seconds: 30, act: drop('good') },
  { id: 'proof', seconds: 30 },
  { id: 'again', seconds: 25, act: { ...drop('good'), which: 'same' } },
  { id: 'doubtful', seconds: 30, act: drop('doubtful') },
  { id: 'cut', seconds: 25, act: drop('cut') },
  { id: 'large', seconds: 40, act: drop('large', 'slow') },
  { id: 'broken', seconds: 35, act: { ...drop('good'), mishap: 'broken-line' } },
  { id: 'altered', seconds: 30, act: { ...drop('good'), mishap: 'altered-bytes' } },
  { id: 'receipts', seconds: 25, act: { kind: 'show-receipts' } },
  { id: 'end', seconds: 10, scenario: 'reset-30,slow' },
];

/** Seconds of the script before this step, and with it. */
export function timeOf(index: number): { readonly from: number; readonly to: number } {
  const until = (end: number) =>
    SCRIPT.slice(0, end).reduce((sum, { seconds }) => sum + seconds, 0);
  return { from: until(index), to: until(index + 1) };
}
