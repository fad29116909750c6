import type { ArchiveEntry, Limits } from './listing.ts';
import { nameText } from './name-text.ts';
import { readPax, type PaxFacts } from './pax.ts';
import type { Source } from './source.ts';
import { readTarHeader, TAR_BLOCK_BYTES, type TarHeader } from './tar-header.ts';

export type TarWalk = {
  readonly entries: readonly ArchiveEntry[];
  readonly count: number;
  readonly unpackedBytes: number;
  readonly stop:
    /** The block of zeros at the end. */
    | { readonly kind: 'end' }
    /** There was nothing more to read; the archive is whole if it has `needed` bytes. */
    | { readonly kind: 'ran-out'; readonly needed: number }
    | { readonly kind: 'limit' }
    /** No header where one should be. */
    | { readonly kind: 'damage' };
};

type Reader = Pick<Source, 'read'>;

/** No file has a longer name. */
const EXTENSION_MAX_BYTES = 64 * 1024;

/**
 * Steps from header to header and reads nothing else.
 * @param reader is asked forward only: `from` never decreases; gives fewer bytes at the end
 * @param isOverdue whether the time is up
 */
export async function walkTar(
  reader: Reader,
  limits: Limits,
  isOverdue: () => boolean,
): Promise<TarWalk> {
  const entries: ArchiveEntry[] = [];
  let [at, needed, count, unpackedBytes] = [0, 0, 0, 0];
  let pending: PaxFacts = {};
  const stopped = (stop: TarWalk['stop']): TarWalk => ({ entries, count, unpackedBytes, stop });
  for (let headers = 0; headers < limits.headers && !isOverdue(); headers++) {
    const block = await reader.read(at, at + TAR_BLOCK_BYTES);
    if (block.byteLength < TAR_BLOCK_BYTES) {
      // A header's beginning, or one that only spoke of the next.
      const isHeader = block.some((byte) => byte !== 0) || Object.keys(pending).length > 0;
      return stopped({ kind: 'ran-out', needed: isHeader ? at + TAR_BLOCK_BYTES : needed });
    }
    if (block.every((byte) => byte === 0)) return stopped({ kind: 'end' });
    const header = readTarHeader(block);
    if (header === undefined) return stopped({ kind: 'damage' });
    let from = at + TAR_BLOCK_BYTES;
    if (header.sparse?.mapGoesOn === true) {
      const rest = await skipSparseMap(reader, from, limits.headers - headers);
      headers += (rest - from) / TAR_BLOCK_BYTES;
      from = rest;
    }
    const bytes = dataBytes(header, pending);
    if (!(bytes >= 0)) return stopped({ kind: 'damage' });
    needed = from + bytes;
    at = from + Math.ceil(bytes / TAR_BLOCK_BYTES) * TAR_BLOCK_BYTES;
    if (isExtension(header)) {
      const text = await reader.read(from, from + Math.min(bytes, EXTENSION_MAX_BYTES));
      pending = Object.assign(pending, readExtension(header, text));
    } else if (header.type !== 'g') {
      const entry = describe(header, pending, bytes);
      // A sparse file has two sizes, and either may be no number.
      if (!(entry.bytes >= 0)) return stopped({ kind: 'damage' });
      count += 1;
      unpackedBytes += entry.bytes;
      if (entries.length < limits.entries) entries.push(entry);
      pending = {};
    }
    if (at > Number.MAX_SAFE_INTEGER) return stopped({ kind: 'ran-out', needed });
  }
  return stopped({ kind: 'limit' });
}

/** What stands for one of these has no data of its own, whatever its header says. */
const WITHOUT_DATA: ReadonlySet<string> = new Set(['1', '2', '3', '4', '5', '6']);

function dataBytes(header: TarHeader, pending: PaxFacts): number {
  if (WITHOUT_DATA.has(header.type)) return 0;
  return isExtension(header) || header.type === 'g'
    ? header.bytes
    : (pending.bytes ?? header.bytes);
}

/** Headers about the next header: GNU's long name and link, and POSIX's own. */
function isExtension({ type }: TarHeader): boolean {
  return type === 'L' || type === 'K' || type === 'x' || type === 'X';
}

function readExtension({ type }: TarHeader, data: Uint8Array): PaxFacts {
  switch (type) {
    case 'L': {
      const end = data.indexOf(0);
      return { path: nameText(end < 0 ? data : data.subarray(0, end), 'latin1') };
    }
    case 'K':
      return {};
    default:
      return readPax(data);
  }
}

function describe(header: TarHeader, pending: PaxFacts, bytes: number): ArchiveEntry {
  const path = pending.sparsePath ?? pending.path ?? header.path;
  const realBytes = pending.realBytes ?? header.sparse?.realBytes;
  return { path, bytes: realBytes ?? bytes, kind: kindOf(header.type, path) };
}

function kindOf(type: string, path: string): ArchiveEntry['kind'] {
  switch (type) {
    case '0':
    case '7':
    case 'S':
      // Before there was a type, a slash made a folder.
      return path.endsWith('/') ? 'folder' : 'file';
    case '1':
    case '2':
      return 'link';
    case '5':
    case 'D':
      return 'folder';
    default:
      return 'other';
  }
}

/** Each of these blocks says whether another one follows. */
async function skipSparseMap(reader: Reader, start: number, blocksMax: number): Promise<number> {
  let at = start;
  for (let blocks = 0; blocks < blocksMax; blocks++) {
    const block = await reader.read(at, at + TAR_BLOCK_BYTES);
    at += TAR_BLOCK_BYTES;
    if ((block[504] ?? 0) === 0) break;
  }
  return at;
}
