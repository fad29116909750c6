import { textAt } from '../archive-worker/bytes.ts';
import type { ImageFormat } from '../image-format.ts';
import { messageIn, versionInManifest } from './rauc-message.ts';

/** A RAUC bundle whose payload is encrypted begins with noise, and is known by the message at its end. */
export const RAUC_CRYPT: ImageFormat = {
  name: 'RAUC bundle, encrypted',
  fits: ({ head, tail }) => textAt(head, 0, 4) !== 'hsqs' && encryptedText(tail) !== undefined,
  // Encrypted itself for its recipients it does not show one.
  versionOf: ({ tail }) => versionInManifest(encryptedText(tail) ?? ''),
};

function encryptedText(tail: Uint8Array): string | undefined {
  const message = messageIn(tail);
  if (message === undefined) return undefined;
  // A bundle of another kind is signed as well, and is none of these because its beginning is damaged.
  const isCrypt = message.content === 'signed' && /^format=crypt$/m.test(message.text);
  return isCrypt || message.content === 'enveloped' ? message.text : undefined;
}
