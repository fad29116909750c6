import type { IncomingMessage } from 'node:http';
import { OssRefusal } from '../../simulator/bucket/oss-refusal.ts';

/** An RPC form is a few hundred bytes. */
const RPC_BODY_MAX_BYTES = 64 * 1024;

/**
 * The whole of a small body.
 * @param signal ends the reading with the OssRefusal that is its reason
 */
export function readRpcBody(
  request: IncomingMessage,
  signal: AbortSignal,
): Promise<Uint8Array | OssRefusal> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    request.on('data', (chunk: Uint8Array) => {
      size += chunk.byteLength;
      if (size <= RPC_BODY_MAX_BYTES) chunks.push(chunk);
      else resolve(tooLarge());
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    // A client that goes away is no mistake of ours, and hears nothing of this.
    request.once('error', () => resolve(cutOff()));
    signal.addEventListener('abort', () => {
      if (signal.reason instanceof OssRefusal) resolve(signal.reason);
      else reject(signal.reason);
    });
  });
}

function cutOff(): OssRefusal {
  return new OssRefusal('MalformedPOSTRequest', 'The body of your request was cut off.');
}

function tooLarge(): OssRefusal {
  return new OssRefusal('MalformedPOSTRequest', 'A body of this size has to be a form for /.');
}
