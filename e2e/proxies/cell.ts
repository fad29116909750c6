import * as v from 'valibot';

/** What one upload through one proxy in one browser came to; travels from a test to the table as an annotation. */
const CELL = v.object({
  proxy: v.string(),
  version: v.string(),
  browser: v.string(),
  browserVersion: v.string(),
  what: v.string(),
  /** The row's status, and the code of its failure if it has one. */
  outcome: v.string(),
  /** The title of the failure as the page shows it. */
  words: v.string(),
  /** Tickets the page asked for. */
  tickets: v.number(),
  /** Forms that reached the store. */
  posts: v.number(),
});
export type Cell = v.InferOutput<typeof CELL>;

export const CELL_ANNOTATION = 'cell';

export function readCell(text: string): Cell {
  return v.parse(CELL, JSON.parse(text));
}
