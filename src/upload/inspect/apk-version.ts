import { u16le, u32le } from './archive-worker/bytes.ts';
import type { Listing, PackedFile } from './archive-worker/listing.ts';
import type { Slices } from './reading/slices.ts';
import { unpack } from './reading/unpack.ts';

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

/**
 * Android's binary XML (AOSP, frameworks/base, ResourceTypes.h): chunks, each with its type, the length of its header and its whole
 * length. First the strings, then the ids of attributes, then the elements.
 */
const XML = 0x0003;
const STRINGS = 0x0001;
const ATTRIBUTE_IDS = 0x0180;
const START_ELEMENT = 0x0102;

/** `android:versionCode` and `android:versionName`: tools that shorten names keep these ids. */
const VERSION_CODE = 0x0101_021b;
const VERSION_NAME = 0x0101_021c;

/** The version of the first element, which is the manifest: its name, or its number where the name is missing or elsewhere. */
export function versionInAxml(xml: Uint8Array): string | undefined {
  if (u16le(xml, 0) !== XML) return undefined;
  let strings: Uint8Array = new Uint8Array();
  let ids: Uint8Array = new Uint8Array();
  for (let at = u16le(xml, 2); at + 8 <= xml.byteLength;) {
    const bytes = u32le(xml, at + 4);
    if (bytes < 8) return undefined;
    const chunk = xml.subarray(at, at + bytes);
    switch (u16le(chunk, 0)) {
      case STRINGS:
        strings = chunk;
        break;
      case ATTRIBUTE_IDS:
        ids = chunk.subarray(u16le(chunk, 2));
        break;
      case START_ELEMENT:
        return versionOf(attributesOf(chunk), strings, ids);
    }
    at += bytes;
  }
  return undefined;
}

type Attribute = { readonly name: number; readonly type: number; readonly value: number };

function attributesOf(element: Uint8Array): Attribute[] {
  const body = u16le(element, 2);
  const first = body + u16le(element, body + 8);
  const attributeBytes = u16le(element, body + 10);
  const room = Math.floor((element.byteLength - first) / attributeBytes);
  const count = Math.min(u16le(element, body + 12), attributeBytes >= 20 ? room : 0);
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const at = first + index * attributeBytes;
    return {
      name: u32le(element, at + 4),
      type: element[at + 15] ?? 0,
      value: u32le(element, at + 16),
    };
  });
}

/** Types of values; others point into a table of resources, which is not read. */
const STRING = 0x03;
const DECIMAL = 0x10;
const HEXADECIMAL = 0x11;

function versionOf(
  attributes: readonly Attribute[],
  strings: Uint8Array,
  ids: Uint8Array,
): string | undefined {
  const find = (id: number) => attributes.find(({ name }) => u32le(ids, name * 4) === id);
  const name = find(VERSION_NAME);
  const text = name?.type === STRING ? stringAt(strings, name.value) : undefined;
  if (text !== undefined && text !== '') return text;
  const code = find(VERSION_CODE);
  return code?.type === DECIMAL || code?.type === HEXADECIMAL ? String(code.value) : undefined;
}

const IS_UTF8 = 0x100;
/** No version is longer. */
const TEXT_MAX_BYTES = 512;

function stringAt(strings: Uint8Array, index: number): string | undefined {
  if (!(index < u32le(strings, 8))) return undefined;
  const at = u32le(strings, 20) + u32le(strings, u16le(strings, 2) + index * 4);
  return (u32le(strings, 16) & IS_UTF8) === 0 ? utf16At(strings, at) : utf8At(strings, at);
}

/** The number of letters, in two words where the first has its highest bit set. */
function utf16At(strings: Uint8Array, at: number): string | undefined {
  const bytes = u16le(strings, at) * 2;
  if (!(bytes <= TEXT_MAX_BYTES)) return undefined;
  return new TextDecoder('utf-16le').decode(strings.subarray(at + 2, at + 2 + bytes));
}

/** The number of letters, then that of bytes; each in two bytes where the first has its highest bit set. */
function utf8At(strings: Uint8Array, at: number): string | undefined {
  const lettersEnd = at + ((strings[at] ?? 0) >= 0x80 ? 2 : 1);
  const first = strings[lettersEnd] ?? Number.NaN;
  const isLong = first >= 0x80;
  const bytes = isLong ? (first & 0x7f) * 256 + (strings[lettersEnd + 1] ?? 0) : first;
  const start = lettersEnd + (isLong ? 2 : 1);
  if (!(bytes <= TEXT_MAX_BYTES)) return undefined;
  return new TextDecoder().decode(strings.subarray(start, start + bytes));
}
