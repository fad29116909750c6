import type { LateWords } from '../../locales/catalog.ts';
import type { Format } from '../../locales/format.ts';

export type Tone = 'plain' | 'ok' | 'warning' | 'failed';

/** One line of the timeline: what happened, in words, and the values behind it. */
export type EventText = {
  readonly title: string;
  readonly tone: Tone;
  readonly lines: readonly string[];
  /** Shown on request. */
  readonly more?: { readonly label: string; readonly lines: readonly string[] };
};

export type ExchangeWords = LateWords['exchange'];

export type TextTools = {
  readonly words: ExchangeWords;
  readonly list: LateWords['list'];
  readonly format: Format;
  /** Bytes of the file. */
  readonly size: number;
};

/** Lines that have nothing to say are left out. */
export function withTone(
  tone: Tone,
  title: string,
  ...lines: readonly (string | undefined)[]
): EventText {
  const said = lines.filter((each) => each !== undefined && each.trim() !== '');
  return { title, tone, lines: said.filter((each) => each !== undefined) };
}

/** Between the facts of a line. */
export const DOT = ' · ';

export function line(...facts: readonly (string | undefined)[]): string {
  return facts.filter((fact) => fact !== undefined && fact !== '').join(DOT);
}

/** Seconds of the exchange's clock, with milliseconds. */
export function secondsText(at: number): string {
  return (at / 1000).toFixed(3);
}
