/** A mistake of ours, for whoever reads the log; clients are told nothing of it. */
export function reportMistake(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
}
