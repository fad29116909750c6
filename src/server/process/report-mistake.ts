/** Writes a mistake of ours to the log; no answer mentions it. */
export function reportMistake(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
}
