import { hasAt, u16le, u32le, u64le } from './bytes.ts';
import type { ArchiveEntry, Limits, PackedFile, ZipListing } from './listing.ts';
import { nameText } from './name-text.ts';
import type { Source } from './source.ts';
import { CENTRAL, findDirectory } from './zip-directory.ts';

const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
/** In a zip64 archive the real number is in an extra field. */
const ELSEWHERE = 0xffffffff;
const ZIP64_EXTRA = 0x0001;
const MANIFEST = 'AndroidManifest.xml';
/** APPNOTE 4.4.5. */
const METHODS: Readonly<Record<number, PackedFile['method']>> = { 0: 'stored', 8: 'deflated' };

const NOTHING_LISTED = {
  kind: 'zip',
  entries: [],
  total: undefined,
  unpackedBytes: undefined,
  manifest: 'unknown',
} as const;

/** Reads the directory at the end of a zip archive, in one piece, and not more of it than `limits` allow. */
export async function listZip(source: Source, limits: Limits): Promise<ZipListing> {
  const directory = await findDirectory(source);
  switch (directory.kind) {
    case 'missing':
      return { ...NOTHING_LISTED, coverage: 'until-damage', end: 'missing' };
    case 'elsewhere':
      return { ...NOTHING_LISTED, coverage: 'beginning', end: 'elsewhere' };
    case 'found':
  }
  const { from, bytes, claimed, shift } = directory;
  const read = await source.read(from, from + Math.min(bytes, limits.directoryBytes));
  const entries: ArchiveEntry[] = [];
  let [at, count, unpackedBytes, furthest] = [0, 0, 0, 0];
  let manifest: ZipListing['manifest'] = 'missing';
  let manifestAt: PackedFile | undefined;
  for (;;) {
    const entry = readEntry(read, at);
    if (entry === undefined) break;
    count += 1;
    at = entry.next;
    unpackedBytes += entry.bytes;
    if (entry.disk === 0) furthest = Math.max(furthest, entry.dataEndsAt + shift);
    if (entry.is(MANIFEST)) {
      manifest = 'there';
      manifestAt = entry.packed(shift);
    }
    if (entries.length < limits.entries) entries.push(entry.describe());
  }
  const isAll = at === bytes;
  const isBounded = !isAll && read.byteLength < bytes;
  return {
    kind: 'zip',
    entries,
    total: isAll ? count : isBounded ? believable(claimed, count, bytes) : undefined,
    coverage: isAll
      ? count > entries.length
        ? 'beginning'
        : 'complete'
      : isBounded
        ? 'beginning'
        : 'until-damage',
    unpackedBytes: isAll ? unpackedBytes : undefined,
    // Data that runs into the directory: a piece in between is missing.
    end: furthest > from ? 'missing' : isAll || isBounded ? 'there' : 'unknown',
    manifest: manifest === 'there' || isAll ? manifest : 'unknown',
    ...(manifestAt !== undefined && { manifestAt }),
  };
}

/** How many there are said to be, unless the directory has no room for so many. */
function believable(claimed: number, seen: number, directoryBytes: number): number | undefined {
  return claimed >= seen && claimed * ENTRY_BYTES <= directoryBytes ? claimed : undefined;
}

type CentralEntry = {
  readonly next: number;
  /** Unpacked. */
  readonly bytes: number;
  readonly disk: number;
  readonly dataEndsAt: number;
  is(name: string): boolean;
  describe(): ArchiveEntry;
  /** Undefined where it is encrypted, in another part, or packed by a rarer method. */
  packed(shift: number): PackedFile | undefined;
};

/** APPNOTE 4.3.12; undefined where there is none, or not all of it. */
function readEntry(directory: Uint8Array, at: number): CentralEntry | undefined {
  if (!hasAt(directory, at, CENTRAL)) return undefined;
  const nameBytes = u16le(directory, at + 28);
  const extraBytes = u16le(directory, at + 30);
  const nameAt = at + ENTRY_BYTES;
  const next = nameAt + nameBytes + extraBytes + u16le(directory, at + 32);
  // NaN where even the fixed part is cut.
  if (!(next <= directory.byteLength)) return undefined;
  const extra = directory.subarray(nameAt + nameBytes, nameAt + nameBytes + extraBytes);
  const large = largeNumbers(extra);
  const number = (value: number) => (value === ELSEWHERE ? (large.shift() ?? value) : value);
  // In this order, and only those that have no room in the entry itself.
  const bytes = number(u32le(directory, at + 24));
  const packedBytes = number(u32le(directory, at + 20));
  const localAt = number(u32le(directory, at + 42));
  const name = directory.subarray(nameAt, nameAt + nameBytes);
  return {
    next,
    bytes,
    disk: u16le(directory, at + 34),
    dataEndsAt: localAt + LOCAL_BYTES + nameBytes + packedBytes,
    is: (wanted) =>
      nameBytes === wanted.length &&
      hasAt(
        name,
        0,
        Array.from(wanted, (_, index) => wanted.charCodeAt(index)),
      ),
    describe() {
      const path = nameText(name, 'cp437');
      return { path, bytes, kind: kindOf(directory, at, path) };
    },
    packed(shift) {
      const method = METHODS[u16le(directory, at + 10)];
      const isOpen = (u16le(directory, at + 8) & 1) === 0 && u16le(directory, at + 34) === 0;
      return method === undefined || !isOpen
        ? undefined
        : { localAt: localAt + shift, packedBytes, bytes, method };
    },
  };
}

/** The 64-bit numbers in an entry's zip64 field (APPNOTE 4.5.3). */
function largeNumbers(extra: Uint8Array): number[] {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + u16le(extra, at + 2)) {
    if (u16le(extra, at) !== ZIP64_EXTRA) continue;
    const count = Math.min(3, Math.floor(u16le(extra, at + 2) / 8));
    return Array.from({ length: count }, (_, index) => u64le(extra, at + 4 + index * 8)).filter(
      (value) => !Number.isNaN(value),
    );
  }
  return [];
}

const MADE_ON_UNIX = 3;
const UNIX_TYPE = 0xf000;
const UNIX_LINK = 0xa000;

function kindOf(directory: Uint8Array, at: number, path: string): ArchiveEntry['kind'] {
  if (path.endsWith('/')) return 'folder';
  const isLink =
    directory[at + 5] === MADE_ON_UNIX && (u16le(directory, at + 40) & UNIX_TYPE) === UNIX_LINK;
  if (isLink) return 'link';
  return (u16le(directory, at + 8) & 1) === 1 ? 'encrypted-file' : 'file';
}
