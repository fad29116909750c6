import { digestBlob } from './digest-blob.ts';
import type { DigestJob } from './messages.ts';

// One job at a time; whoever wants it to stop terminates the worker.
addEventListener('message', (event: MessageEvent<DigestJob>) => {
  digestBlob(event.data).then(
    (result) => postMessage(result),
    // A rejection stays inside a worker; reported, it reaches the page as an `error` of this worker.
    (error: unknown) => reportError(error),
  );
});
