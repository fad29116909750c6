import type { LateWords } from '../locales/catalog.ts';
import type { Format } from '../locales/format.ts';

export type Tone = 'plain' | 'ok' | 'warning' | 'failed';

/** One line of the timeline: what happened, in words, and the values behind it. */
export type EventText = {
  readonly title: string;
  readonly tone: Tone;
  readonly lines: readonly string[];
};

export type TextTools = {
  readonly words: LateWords['exchange'];
  readonly list: LateWords['list'];
  readonly format: Format;
  /** Bytes of the file. */
  readonly size: number;
};
