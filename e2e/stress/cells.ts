import type { Fault, Position } from '../../src/faults/fault.ts';

/**
 * Every fault of the wire, at every position in the body, on both kinds of socket, for a file that the system swallows at
 * once and for one that is still on its way when the fault bites: one cell each, and how it has to end.
 */
export type Cell = {
  readonly fault: FaultName;
  /** Of the body, what the store has read when the fault bites. */
  readonly percent: Percent;
  /** What the first POST of each attempt travels on. */
  readonly socket: SocketKind;
  readonly size: FileSize;
  readonly bites: Bites;
};

export const FAULT_NAMES = [
  'RST',
  'FIN',
  'stall',
  '503',
  'early 403',
  'flipped bit',
  'slow',
  'lost answer: RST',
  'lost answer: FIN',
  'lost answer: silence',
] as const;
export type FaultName = (typeof FAULT_NAMES)[number];

export const PERCENTS = [0, 1, 25, 50, 75, 99, 100] as const;
export type Percent = (typeof PERCENTS)[number];

const SOCKET_KINDS = ['fresh', 're-used'] as const;
export type SocketKind = (typeof SOCKET_KINDS)[number];

/** In bytes. The browser has handed all of the small one to the system before the store has read anything of it. */
export const FILE_BYTES = { small: 200_000, large: 24_000_000 } as const;
export type FileSize = keyof typeof FILE_BYTES;
const FILE_SIZES: readonly FileSize[] = ['small', 'large'];

export type Bites =
  /** All that the browser sends with the first ticket, its own repetition included: the page has to try again. */
  | 'first attempt'
  /** One POST; what the browser sends once more by itself gets through. */
  | 'first POST'
  /** All that is ever sent. */
  | 'every attempt';

/** How long the rest of a slowed body takes if there is all of it. */
export const SLOW_MS = 2_000;

export function faultOf({ fault, percent, size }: Cell): Fault {
  const at: Position = { bodyShare: percent / 100 };
  switch (fault) {
    case 'RST':
      return { kind: 'reset', at };
    case 'FIN':
      return { kind: 'closed', at };
    case 'stall':
      return { kind: 'stalled', at };
    case '503':
      return { kind: 'refused', as: 'ServiceUnavailable', at };
    case 'early 403':
      return { kind: 'refused', as: 'AccessDenied', at };
    case 'flipped bit':
      return { kind: 'flipped-bit', at, bit: 3 };
    case 'slow':
      return { kind: 'slowed', at, bytesPerSecond: (FILE_BYTES[size] / SLOW_MS) * 1000 };
    case 'lost answer: RST':
      return { kind: 'lost-answer', by: 'reset' };
    case 'lost answer: FIN':
      return { kind: 'lost-answer', by: 'close' };
    case 'lost answer: silence':
      return { kind: 'lost-answer', by: 'silence' };
  }
}

/** Whether there is such a thing. */
export function isPossible({ fault, percent, socket, bites }: Cell): boolean {
  if (bites === 'first POST' && !(socket === 're-used' && isCut(fault))) return false;
  if (isAboutAnswer(fault)) return percent === 100;
  // One position says it all.
  if (bites === 'every attempt') return percent === 50;
  // Nothing is left that could be slow.
  return !(fault === 'slow' && percent === 100);
}

/** Everything but the answer has arrived; before the end there is none to lose. */
function isAboutAnswer(fault: FaultName): boolean {
  return fault.startsWith('lost answer');
}

/** The connection is gone without an answer: on a re-used one the browser sends once more by itself. */
export function isCut(fault: FaultName): boolean {
  return ['RST', 'FIN', 'lost answer: RST', 'lost answer: FIN'].includes(fault);
}

/** The store keeps the connection and says nothing: only the page's own clock ends it. */
export function isSilent(fault: FaultName): boolean {
  return fault === 'stall' || fault === 'lost answer: silence';
}

/** The first attempt succeeds in spite of it. */
export function isHarmless({ fault, bites }: Cell): boolean {
  return bites === 'first POST' || fault === 'slow' || isAboutAnswer(fault);
}

/** The codes that the page may show for one attempt that failed. Where a cut was, it tells by what it has handed over. */
const CUT_CODES = ['FW-U07', 'FW-V05'];
export const CODES: Readonly<Record<FaultName, readonly string[]>> = {
  RST: CUT_CODES,
  FIN: CUT_CODES,
  stall: ['FW-U06', 'FW-V05'],
  '503': ['FW-U16'],
  'early 403': ['FW-U11'],
  'flipped bit': ['FW-V03'],
  slow: [],
  'lost answer: RST': [],
  'lost answer: FIN': [],
  'lost answer: silence': [],
};

/** After how many attempts, least and most, it is given up with this code; undefined where it never is. */
export function givenUpAfter(
  fault: FaultName,
  code: string,
): readonly [least: number, most: number] | undefined {
  // Cut at the same place again and again: that says more than a cut.
  if (CODES[fault] === CUT_CODES && code === 'FW-U09') return [2, 4];
  if (CODES[fault] === CUT_CODES && code === 'FW-U08') return [3, 4];
  if (!CODES[fault].includes(code)) return undefined;
  return fault === 'early 403' || fault === 'flipped bit' ? [2, 2] : [4, 4];
}

export const CELLS: readonly Cell[] = FILE_SIZES.flatMap((size) =>
  SOCKET_KINDS.flatMap((socket) =>
    (['first attempt', 'first POST', 'every attempt'] as const).flatMap((bites) =>
      FAULT_NAMES.flatMap((fault) =>
        PERCENTS.map((percent): Cell => ({ fault, percent, socket, size, bites })),
      ),
    ),
  ),
).filter(isPossible);

/** A few with `npm run test:trouble`: each fault once on each kind of socket, in the middle where it has one. */
export function isSample({ fault, percent, size, bites }: Cell): boolean {
  if (bites !== 'first attempt' || percent !== (isAboutAnswer(fault) ? 100 : 50)) return false;
  // Where it matters whether the file is still on its way, it is.
  const isMidway = fault === 'RST' || fault === 'stall' || fault === 'slow';
  return size === (isMidway ? 'large' : 'small');
}

export function titleOf({ fault, percent, socket, size, bites }: Cell): string {
  return `${fault} at ${percent} %, ${socket} socket, ${size} file, ${bites}`;
}
