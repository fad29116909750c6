import { createLatePart } from '../late/late-part.tsx';
import { OpenRecording } from './OpenRecording.tsx';
import type { ReplayViewProps } from './ReplayView.tsx';
import type { PlayRecording, ReplaysPart } from './replay-props.ts';

const ReplayView = createLatePart<ReplayViewProps>(() =>
  import('./ReplayView.tsx').then(({ ReplayView }) => ReplayView),
);

/** @param play the engine that plays a recording */
export function createReplays(play: PlayRecording): ReplaysPart {
  return function Replays({ file, onFile }) {
    return file === undefined ? (
      <OpenRecording onFile={onFile} />
    ) : (
      <ReplayView file={file} play={play} onOpen={onFile} onClose={() => onFile(undefined)} />
    );
  };
}
