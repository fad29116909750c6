import { digest } from './digest.ts';
import { createGate } from './gate.ts';
import type { DigestRequest } from './messages.ts';

const gate = createGate();

// One job at a time; to stop it the worker is terminated.
addEventListener('message', ({ data }: MessageEvent<DigestRequest>) => {
  switch (data.kind) {
    case 'pause':
      return gate.close();
    case 'resume':
      return gate.open();
    case 'digest':
      digest(data, gate).then(
        (result) => postMessage(result),
        // A rejection stays inside a worker; reported, it reaches the page as an `error` of this worker.
        (error: unknown) => reportError(error),
      );
  }
});
