/** A browser that has saved it before calls it `door.bin.recording (1).json`. */
export function isRecordingName(name: string): boolean {
  return /\.recording\b[^.]*\.json$/i.test(name);
}
