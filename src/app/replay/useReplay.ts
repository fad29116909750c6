import { useEffect, useState } from 'react';
import { readRecordingFile, type RecordingFault } from '../../upload/exchange/read-recording.ts';
import type { Recording } from '../../upload/exchange/recording.ts';
import { createPace } from './pace.ts';
import type { PlayedReplay, PlayRecording, ShownStates } from './replay-props.ts';

export type ReplayProgress =
  | { readonly kind: 'reading' }
  | { readonly kind: 'refused'; readonly fault: RecordingFault | { readonly kind: 'unreadable' } }
  | {
      readonly kind: 'playing' | 'over';
      readonly recording: Recording;
      readonly replay: PlayedReplay;
      readonly states: ShownStates;
    };

/** Reads a file and plays it; another file, or the same one again, begins anew. */
export function useReplay(file: File, play: PlayRecording): ReplayProgress {
  const [progress, setProgress] = useState<ReplayProgress>({ kind: 'reading' });
  useEffect(() => {
    const gone = new AbortController();
    const show = (next: ReplayProgress) => {
      if (!gone.signal.aborted) setProgress(next);
    };
    show({ kind: 'reading' });
    const run = async () => {
      const reading = await readRecordingFile(file).catch(() => UNREADABLE);
      if ('fault' in reading) return show({ kind: 'refused', fault: reading.fault });
      const { recording } = reading;
      const replay = play(recording, createPace(gone.signal));
      const look = () => show({ kind: 'playing', recording, replay, states: replay.comparison() });
      const stopListening = replay.subscribe(look);
      try {
        const states = await replay.run();
        show({ kind: 'over', recording, replay, states });
      } finally {
        stopListening();
      }
    };
    run().catch((error: unknown) => {
      if (!gone.signal.aborted) reportError(error);
    });
    return () => gone.abort();
  }, [file, play]);
  return progress;
}

const UNREADABLE = { fault: { kind: 'unreadable' } } as const;
