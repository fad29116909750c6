/** For properties: `expect` takes too long to be asked a million times. */
export function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
