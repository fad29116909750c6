import type { ReactElement } from 'react';
import type { StateMark } from '../../upload/exchange-event.ts';
import type { Recording } from '../../upload/exchange/recording.ts';
import type { UploadQueue } from '../../upload/model/upload.ts';

/** The states of both, and the first place where they are not the same. */
export type ShownStates = {
  readonly recorded: readonly StateMark[];
  readonly replayed: readonly StateMark[];
  readonly differsAt: number | undefined;
};

/** A replay as the page shows it: an engine of its own with one upload. */
export type PlayedReplay = {
  readonly queue: UploadQueue;
  readonly comparison: () => ShownStates;
  readonly subscribe: (listener: () => void) => () => void;
  /** Rejects when `pace` does. */
  readonly run: () => Promise<ShownStates>;
};

/** @param pace waits before the replay's time goes on by so many milliseconds */
export type PlayRecording = (
  recording: Recording,
  pace: (ms: number) => Promise<void>,
) => PlayedReplay;

export type ReplaysProps = {
  /** A file that was dropped or opened; undefined while nothing is played. */
  readonly file: File | undefined;
  readonly onFile: (file: File | undefined) => void;
};

/** The part of the page that plays recordings; only the demo has one. */
export type ReplaysPart = (props: ReplaysProps) => ReactElement;
