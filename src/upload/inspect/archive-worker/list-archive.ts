import { isGzip, listGzip } from './list-gzip.ts';
import { LIMITS, type Limits, type Listing } from './listing.ts';
import { listTar } from './list-tar.ts';
import { listZip } from './list-zip.ts';
import type { Source } from './source.ts';
import { isTar, TAR_BLOCK_BYTES } from './tar-header.ts';
import { isLastZipPart, isZip, ZIP_END_BYTES } from './zip-directory.ts';

/**
 * What an archive says is in it, from a few slices; nothing is unpacked but the beginning of a gzip file, and that is thrown away.
 * Undefined for what is no archive. Rejects when the source cannot be read.
 */
export async function listArchive(
  source: Source,
  limits: Limits = LIMITS,
  now: () => number = () => performance.now(),
): Promise<Listing | undefined> {
  const until = now() + limits.timeMs;
  const isOverdue = () => now() >= until;
  const head = await source.read(0, TAR_BLOCK_BYTES);
  if (isZip(head)) return listZip(source, limits);
  if (isGzip(head)) return listGzip(source, limits, isOverdue);
  if (isTar(head)) return listTar(source, limits, isOverdue);
  const tail = await source.read(source.size - ZIP_END_BYTES, source.size);
  return isLastZipPart(tail) ? listZip(source, limits) : undefined;
}
