import { u16le } from './archive-worker/bytes.ts';
import type { Listing, PackedFile } from './archive-worker/listing.ts';
import { versionInAxml } from './axml.ts';
import type { Slices } from './contents.ts';
import { unpack } from './unpack.ts';

/** Manifests of large applications have some hundred thousand bytes. */
const MANIFEST_MAX_BYTES = 4 * 1024 * 1024;
/** APPNOTE 4.3.7: a file's own header, before its name and an extra field. */
const LOCAL_HEADER_BYTES = 30;

/** The version that an Android application has in its manifest. */
export async function apkVersion(slices: Slices, listing: Listing): Promise<string | undefined> {
  const packed = listing.kind === 'zip' ? listing.manifestAt : undefined;
  const manifest = packed && (await readPacked(slices, packed));
  return manifest && versionInAxml(manifest);
}

async function readPacked(
  { read }: Slices,
  { localAt, packedBytes, bytes, method }: PackedFile,
): Promise<Uint8Array | undefined> {
  if (packedBytes > MANIFEST_MAX_BYTES || bytes > MANIFEST_MAX_BYTES) return undefined;
  const header = await read(localAt, localAt + LOCAL_HEADER_BYTES);
  const from = localAt + LOCAL_HEADER_BYTES + u16le(header, 26) + u16le(header, 28);
  const packed = await read(from, from + packedBytes);
  return method === 'stored' ? packed : unpack(packed, 'deflate-raw', bytes);
}
