import { createHash } from 'node:crypto';
import type { DigestBytes } from '../../simulator/platform/create-firmware.ts';

const NAMES = { MD5: 'md5', SHA256: 'sha256' } as const;

export const digestBytes: DigestBytes = async (method, bytes) => {
  const hash = createHash(NAMES[method]);
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
};
