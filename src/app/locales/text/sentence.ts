/** What is said of one failure. What is certain and what is only likely never share a sentence. */
export type Sentence = {
  /** What happened, in at most 60 characters: certain. */
  readonly title: string;
  /** How that is known, where it does not go without saying: certain. */
  readonly learned?: string;
  /** Why, where that can only be guessed: worded as a guess. */
  readonly guess?: string;
  /** What to do now. */
  readonly advice: string;
  /** Said instead of the advice while the next attempt comes by itself. */
  readonly meanwhile?: string;
};

/** What follows a title: each sentence with the gap that parts it from the one before. */
export function joinSentences(parts: readonly (string | undefined)[], gap: string): string {
  return parts
    .filter((part) => part !== undefined)
    .map((part) => gap + part)
    .join('');
}
