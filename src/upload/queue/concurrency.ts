/** Whether one more may be sent beside those that are: what helps short transfers harms long ones. */

/** An upload that has its turn. */
export type Transfer = {
  /** Bytes of the file. */
  readonly size: number;
  /** Bytes that the line has still to carry; none of one that stands still or waits for its answer. */
  readonly left: number;
  /** What is left of its ticket's life; undefined as long as it has none. */
  readonly lifeMs: number | undefined;
};

/** What has been learned of the way to the store. */
export type Uplink = {
  /** Of all transfers together; undefined until one has been measured. */
  readonly bytesPerSecond: number | undefined;
  /** Of the latest ticket; undefined before the first. */
  readonly ticketLifeMs: number | undefined;
};

/** Two get most of what a connection has. */
export const AT_ONCE = 2;
/**
 * Small files included: of them it is the way there and back that takes the time, and two places are always theirs. Browsers
 * have six connections for one store, and a probe needs one as well.
 */
export const SMALL_AT_ONCE = 4;
export const SMALL_FILE_BYTES = 1024 * 1024;
/** Two files beyond this do not begin together on a line whose speed is not known. */
export const LARGE_FILE_BYTES = 64 * 1024 * 1024;

export const SIZE_CLASSES = ['small', 'medium', 'large'] as const;
export type SizeClass = (typeof SIZE_CLASSES)[number];

export function sizeClassOf(size: number): SizeClass {
  if (size <= SMALL_FILE_BYTES) return 'small';
  return size <= LARGE_FILE_BYTES ? 'medium' : 'large';
}

/** @param size of the file that would be next, in bytes */
export function mayStartBeside(
  size: number,
  underWay: readonly Transfer[],
  { bytesPerSecond, ticketLifeMs }: Uplink,
): boolean {
  if (underWay.length >= SMALL_AT_ONCE) return false;
  // What is gone in a moment takes nothing from the others.
  if (size <= SMALL_FILE_BYTES) return true;
  const others = underWay.filter((each) => each.size > SMALL_FILE_BYTES);
  if (others.length === 0) return true;
  if (others.length >= AT_ONCE) return false;
  if (bytesPerSecond === undefined || ticketLifeMs === undefined) {
    return size <= LARGE_FILE_BYTES || others.every((each) => each.left <= LARGE_FILE_BYTES);
  }
  const next = { left: size, lifeMs: ticketLifeMs };
  // One that outlives its ticket anyway loses nothing to another.
  const rest = others.map(({ left, lifeMs = ticketLifeMs }) => ({
    left,
    lifeMs: (left * 1000) / bytesPerSecond > lifeMs ? Infinity : lifeMs,
  }));
  return fit([next, ...rest], bytesPerSecond);
}

/** Whether each is sent within its life when they share the line evenly. */
function fit(
  transfers: readonly { readonly left: number; readonly lifeMs: number }[],
  bytesPerSecond: number,
): boolean {
  let tookMs = 0;
  let carried = 0;
  const byLength = transfers.toSorted((one, other) => one.left - other.left);
  return byLength.every(({ left, lifeMs }, ended) => {
    const sharing = byLength.length - ended;
    if (left > carried) tookMs += ((left - carried) * sharing * 1000) / bytesPerSecond;
    carried = left;
    return left === 0 || tookMs <= lifeMs;
  });
}
