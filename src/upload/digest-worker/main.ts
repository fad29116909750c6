import { digestBlob } from './digest-blob.ts';
import type { DigestJob } from './messages.ts';

// One job at a time; whoever wants it to stop terminates the worker.
addEventListener('message', (event: MessageEvent<DigestJob>) => {
  void digestBlob(event.data).then((result) => postMessage(result));
});
