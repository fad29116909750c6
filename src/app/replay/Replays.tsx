import { createLatePart } from '../late/late-part.tsx';
import { OpenRecording } from './OpenRecording.tsx';
import type { ReplayDeskProps } from './ReplayDesk.tsx';
import type { PlayRecording, ReplaysPart } from './replay-props.ts';

const ReplayDesk = createLatePart<ReplayDeskProps>(() =>
  import('./ReplayDesk.tsx').then(({ ReplayDesk }) => ReplayDesk),
);

/** @param play the engine that plays a recording */
export function createReplays(play: PlayRecording): ReplaysPart {
  return function Replays({ file, onFile }) {
    return file === undefined ? (
      <OpenRecording onFile={onFile} />
    ) : (
      <ReplayDesk file={file} play={play} onOpen={onFile} onClose={() => onFile(undefined)} />
    );
  };
}
