import {
  readSuffix,
  suffixOf,
  type FileSuffix,
  type SuffixDoubt,
} from '../../contract/file-suffix.ts';
import { SYSUPGRADE, type Contents, type CutImage, type Oddity, type Packing } from './contents.ts';

/** Why the user is asked before a file is sent. The file can always be sent as it is. */
export type Doubt =
  /** The name does not settle it. */
  | SuffixDoubt
  /** The name says one thing, the bytes another. */
  | { readonly kind: 'packed'; readonly named: FileSuffix | undefined; readonly packing: Packing }
  /** OpenWrt's package is a tar archive that devices know as `bin`: that is proposed. */
  | { readonly kind: 'sysupgrade' }
  /** The name says how it is packed, and it is not. */
  | { readonly kind: 'not-packed'; readonly named: FileSuffix }
  /** The user has chosen a suffix that says how it is packed, and it is packed otherwise, or not at all. */
  | {
      readonly kind: 'chosen-otherwise';
      readonly named: FileSuffix;
      readonly packing: Packing | undefined;
    }
  | { readonly kind: 'odd'; readonly oddity: Oddity }
  /** Shorter than its own header says. */
  | ({ readonly kind: 'cut-image' } & CutImage)
  | UploadedBefore;

/**
 * The very bytes were uploaded before, and that upload was verified: the user takes its address, or uploads them again.
 * To take the address is to copy it and to remove this upload. No receipt comes of it: a receipt proves a transfer of its
 * own, and the one that there is says where and when.
 */
export type UploadedBefore = {
  readonly kind: 'uploaded-before';
  readonly firmwareUrl: string;
  /** Milliseconds since the epoch. */
  readonly finishedAt: number;
  /** It was uploaded with; it may be another one. */
  readonly suffix: FileSuffix;
  /** Then the platform keeps the file. */
  readonly hasPackage: boolean;
};

export type SuffixVerdict =
  | { readonly kind: 'certain'; readonly suffix: FileSuffix }
  | { readonly kind: 'in-doubt'; readonly proposal: FileSuffix; readonly doubt: Doubt };

/** What was settled about this very file on an earlier visit, perhaps by the user. */
export type SettledSuffix = { readonly settled: FileSuffix };

/**
 * What a file's name, its bytes and the user's choice come to.
 * @param contents undefined when the bytes could not be looked at: then they contradict nothing
 */
export function judgeSuffix(
  name: string,
  choice: 'auto' | FileSuffix | SettledSuffix,
  contents: Contents | undefined,
): SuffixVerdict {
  const named = namedBy(name, choice);
  if (contents === undefined) {
    return named === undefined ? readSuffix(name) : { kind: 'certain', suffix: named };
  }
  const { packing } = contents;
  if (contents.cut !== undefined) {
    return {
      kind: 'in-doubt',
      proposal: named ?? packing ?? 'bin',
      doubt: { kind: 'cut-image', ...contents.cut },
    };
  }
  const meant = named ?? tarGzMeantBy(name);
  const oddity = oddityOf(contents, name, meant);
  if (oddity !== undefined) {
    return {
      kind: 'in-doubt',
      proposal: named ?? (oddity === 'empty-archive' ? meant : undefined) ?? packing ?? 'bin',
      doubt: { kind: 'odd', oddity },
    };
  }
  // Asked once.
  if (typeof choice === 'object') return { kind: 'certain', suffix: choice.settled };
  if (choice !== 'auto') {
    // A choice stands until it is taken back, and may be one for the files before this one.
    return mayMean(choice, packing)
      ? { kind: 'certain', suffix: choice }
      : {
          kind: 'in-doubt',
          proposal: packing ?? 'bin',
          doubt: { kind: 'chosen-otherwise', named: choice, packing },
        };
  }
  if (named === undefined) {
    if (meant !== undefined && packing === undefined) {
      return { kind: 'in-doubt', proposal: 'bin', doubt: { kind: 'not-packed', named: meant } };
    }
    const reading = readSuffix(name);
    return packing === undefined || ('proposal' in reading && reading.proposal === packing)
      ? reading
      : { kind: 'in-doubt', proposal: packing, doubt: { kind: 'packed', named, packing } };
  }
  if (packing !== undefined) {
    if (named === 'bin' && contents.image?.startsWith(SYSUPGRADE) === true && packing === 'tar') {
      return { kind: 'in-doubt', proposal: 'bin', doubt: { kind: 'sysupgrade' } };
    }
    return isExpected(named, packing)
      ? { kind: 'certain', suffix: named }
      : { kind: 'in-doubt', proposal: packing, doubt: { kind: 'packed', named, packing } };
  }
  return isPacked(named)
    ? { kind: 'in-doubt', proposal: 'bin', doubt: { kind: 'not-packed', named } }
    : { kind: 'certain', suffix: named };
}

/**
 * Text whose name says so is a document that lay beside the firmware: all of those are removed with one press. Zeros by the name of
 * a tar archive are one of no files.
 */
function oddityOf(
  { oddity }: Contents,
  name: string,
  meant: FileSuffix | undefined,
): Oddity | undefined {
  const saysLittle = oddity === undefined || oddity === 'text' || oddity === 'xml';
  if (saysLittle && endsIn(name, DOCUMENTS)) return 'document';
  if (oddity === undefined && endsIn(name, UNFINISHED_DOWNLOADS)) return 'unfinished-download';
  switch (oddity) {
    case 'zeros':
      return meant === 'tar' ? 'empty-archive' : 'blank';
    case 'packed-zeros':
      return meant === 'tar.gz' ? 'empty-archive' : 'packed-blank';
    default:
      return oddity;
  }
}

/** A name that ends in `tgz`. */
function tarGzMeantBy(name: string): FileSuffix | undefined {
  const reading = readSuffix(name);
  return reading.kind === 'in-doubt' && reading.doubt.kind === 'tar-gz-alias'
    ? reading.proposal
    : undefined;
}

function isExpected(named: FileSuffix, packing: Packing): boolean {
  switch (named) {
    case 'gz':
    case 'gzip':
      return packing === 'gz';
    case 'tar':
    case 'tar.gz':
    case 'zip':
    case 'apk':
      return packing === named;
    case 'bin':
      return false;
    case 'dav':
      // Firmware of recorders comes in many shapes.
      return true;
  }
}

function namedBy(
  name: string,
  choice: 'auto' | FileSuffix | SettledSuffix,
): FileSuffix | undefined {
  if (typeof choice === 'object') return choice.settled;
  return choice === 'auto' ? suffixOf(name) : choice;
}

/** Less is asked than of a name: `gz` is right for every packed archive, and `bin` for anything. */
function mayMean(choice: FileSuffix, packing: Packing | undefined): boolean {
  switch (choice) {
    case 'bin':
    case 'dav':
      return true;
    case 'gz':
    case 'gzip':
      return packing === 'gz' || packing === 'tar.gz';
    case 'zip':
      return packing === 'zip' || packing === 'apk';
    case 'tar':
    case 'tar.gz':
    case 'apk':
      return packing === choice;
  }
}

/** What lies beside firmware in a folder. */
const DOCUMENTS: ReadonlySet<string> = new Set(
  'txt md log csv rtf doc docx xls xlsx ppt pptx htm html png jpg jpeg gif svg webp'.split(' '),
);

/** Of Chromium, Firefox, Safari, Opera, Edge of old, and of wget, rsync and WinSCP. */
const UNFINISHED_DOWNLOADS: ReadonlySet<string> = new Set(
  'crdownload part download opdownload partial tmp filepart'.split(' '),
);

/** With none of the eight suffixes, but with one of these. */
function endsIn(name: string, endings: ReadonlySet<string>): boolean {
  const reading = readSuffix(name);
  return (
    reading.kind === 'in-doubt' &&
    reading.doubt.kind === 'unknown-ending' &&
    endings.has(reading.doubt.ending)
  );
}

function isPacked(named: FileSuffix): boolean {
  return named !== 'bin' && named !== 'dav';
}
