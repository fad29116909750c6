import { listArchive } from './list-archive.ts';
import type { PeekAnswer, PeekJob } from './messages.ts';
import { sourceOf } from './source.ts';

// Several jobs at once: each of them mostly waits for a slice, and ends by itself.
addEventListener('message', ({ data: { blob, port } }: MessageEvent<PeekJob>) => {
  const answer = (answer: PeekAnswer) => port.postMessage(answer);
  listArchive(sourceOf(blob)).then(
    (listing) =>
      answer(listing === undefined ? { kind: 'no-archive' } : { kind: 'listed', listing }),
    () => answer({ kind: 'unreadable' }),
  );
});
