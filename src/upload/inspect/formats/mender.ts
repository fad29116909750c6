import * as v from 'valibot';
import { textAt } from '../archive-worker/bytes.ts';
import { isGzip } from '../archive-worker/list-gzip.ts';
import { readTarHeader, TAR_BLOCK_BYTES } from '../archive-worker/tar-header.ts';
import type { Slices } from '../reading/slices.ts';
import type { ImageFormat } from '../reading/image-format.ts';
import { unpack } from '../reading/unpack.ts';

/**
 * A tar archive of tar archives (Mender, "Artifact format"): `version`, `manifest`, perhaps its signature, then the header, which
 * begins with `header-info`.
 */
export const MENDER: ImageFormat = {
  name: 'Mender artifact',
  fits: ({ head }) =>
    textAt(head, 0, 8) === 'version\0' && textAt(head, 512, 40).startsWith('{"format":"mender"'),
  versionOf: menderVersion,
};

/** Entries before the header, and the header. */
const ENTRIES_MAX = 8;
const HEADER_MAX_BYTES = 64 * 1024;
const UNPACKED_MAX_BYTES = 512 * 1024;

/** Of format 3, and as format 2 had it. */
const HeaderInfo = v.union([
  v.object({ artifact_provides: v.object({ artifact_name: v.string() }) }),
  v.object({ artifact_name: v.string() }),
]);

/** Devices report an artifact's name as their version. One without a number is the name of a product. */
async function menderVersion(slices: Slices): Promise<string | undefined> {
  const header = (await headerIn(slices)) ?? new Uint8Array();
  const entry = readTarHeader(header.subarray(0, TAR_BLOCK_BYTES));
  if (entry?.path !== 'header-info') return undefined;
  const json = header.subarray(TAR_BLOCK_BYTES, TAR_BLOCK_BYTES + entry.bytes);
  const text = new TextDecoder().decode(json);
  const info = v.safeParse(v.pipe(v.string(), v.parseJson(), HeaderInfo), text);
  if (!info.success) return undefined;
  const name =
    'artifact_provides' in info.output
      ? info.output.artifact_provides.artifact_name
      : info.output.artifact_name;
  return /\d/.test(name) ? name : undefined;
}

/** Packed by gzip or not at all; what is packed by xz or zstd stays closed, since browsers unpack neither. */
async function headerIn({ read }: Slices): Promise<Uint8Array | undefined> {
  let at = 0;
  for (let entries = 0; entries < ENTRIES_MAX; entries++) {
    const entry = readTarHeader(await read(at, at + TAR_BLOCK_BYTES));
    if (entry === undefined || !(entry.bytes >= 0)) return undefined;
    const from = at + TAR_BLOCK_BYTES;
    at = from + Math.ceil(entry.bytes / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
    if (!/^header\.tar(?:\.gz)?$/.test(entry.path) || entry.bytes > HEADER_MAX_BYTES) continue;
    const header = await read(from, from + entry.bytes);
    return isGzip(header) ? unpack(header, 'gzip', UNPACKED_MAX_BYTES) : header;
  }
  return undefined;
}
