import { requestIdIn } from '../contract/header-value.ts';
import type { Cloud } from '../simulator/cloud.ts';
import type {
  OutgoingForm,
  StoreReply,
  Transport,
  TransportWatch,
} from '../upload/transfer/transport.ts';

/** How a simulated connection behaves. Times in milliseconds, speed in bytes a second. */
export type SimulatedLink = {
  readonly bytesPerSecond: number;
  /** TCP is slow at first: full speed is reached after this long. */
  readonly rampMs: number;
  /** From the last byte to the store's answer. */
  readonly answerMs: number;
};

const OFFICE_LINK: SimulatedLink = { bytesPerSecond: 40_000_000, rampMs: 800, answerMs: 400 };
/** Small enough that a slow link still moves several times a second. */
const SLICE_BYTES = 1024 * 1024;
/** What a browser adds around the file. */
const FORM_BYTES = 400;

/**
 * Sends without a network: really reads the file, slice by slice, and hands it to the simulated cloud, which judges the form
 * and computes the checksum as it does for a real one. Its pace follows elapsed time, so a hidden tab catches up.
 */
export function createSimulatedTransport(
  cloud: Cloud,
  link: SimulatedLink = OFFICE_LINK,
): Transport {
  return {
    async send(form, watch) {
      let isUnreadable = false;
      const bytes = paced(form, watch, link, () => {
        isUnreadable = true;
      });
      const response = await cloud.postObject(
        { url: `${form.host}/`, origin: location.origin },
        {
          fields: form.fields,
          file: { fileName: form.fileName, announcedBytes: form.file.size, bytes },
        },
      );
      watch.signal.throwIfAborted();
      // A browser that cannot read the file any more gives up the request without an answer.
      return isUnreadable ? { kind: 'unreachable' } : replyOf(response, form.host);
    },
  };
}

async function* paced(
  { file }: OutgoingForm,
  { signal, onProgress }: TransportWatch,
  link: SimulatedLink,
  onUnreadable: () => void,
): AsyncGenerator<Uint8Array> {
  const startedAt = performance.now();
  const total = file.size + FORM_BYTES;
  let sent = 0;
  while (sent < file.size) {
    signal.throwIfAborted();
    const slice = await file
      .slice(sent, sent + SLICE_BYTES)
      .arrayBuffer()
      .catch((error: unknown) => {
        onUnreadable();
        throw error;
      });
    sent += slice.byteLength;
    await sleepUntil(startedAt + msToSend(sent, link), signal);
    yield new Uint8Array(slice);
    onProgress(sent === file.size ? total : sent, total);
  }
  await sleepUntil(performance.now() + link.answerMs, signal);
}

/** Speed grows evenly over the ramp, so the ramp carries half of what full speed would. */
function msToSend(bytes: number, { bytesPerSecond, rampMs }: SimulatedLink): number {
  const rampBytes = (bytesPerSecond * rampMs) / 2000;
  return bytes <= rampBytes
    ? rampMs * Math.sqrt(bytes / rampBytes)
    : rampMs + ((bytes - rampBytes) / bytesPerSecond) * 1000;
}

function sleepUntil(at: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', stop);
        resolve();
      },
      Math.max(0, at - performance.now()),
    );
    signal.addEventListener('abort', stop, { once: true });
  });
}

async function replyOf(response: Response, origin: string): Promise<StoreReply> {
  return {
    kind: 'answered',
    status: response.status,
    origin,
    crc64: response.headers.get('x-oss-hash-crc64ecma'),
    requestId: requestIdIn(response.headers.get('x-oss-request-id')),
    retryAfter: response.headers.get('retry-after'),
    body: await response.text(),
  };
}
