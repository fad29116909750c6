import { useCallback, useState } from 'react';

/** The recording that is played in place of the list; among files that are dropped it is known by its name. */
export function useRecordings(mayPlay: boolean) {
  const [replayed, setReplayed] = useState<File | undefined>(undefined);
  const withoutRecording = useCallback(
    (files: readonly File[]): readonly File[] => {
      const recording = mayPlay ? files.find(({ name }) => isRecordingName(name)) : undefined;
      if (recording === undefined) return files;
      setReplayed(recording);
      return files.filter((file) => file !== recording);
    },
    [mayPlay],
  );
  return { replayed, setReplayed, withoutRecording };
}

/** A browser that has saved it before calls it `door.bin.recording (1).json`. */
function isRecordingName(name: string): boolean {
  return /\.recording\b[^.]*\.json$/i.test(name);
}
