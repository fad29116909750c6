/**
 * Whether one more may be sent beside those that are: what helps short transfers harms long ones. A ticket's life counts when
 * a transfer begins, but some stores look at it again at the end: where a transfer can end within its ticket's life, it does.
 */

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

/** Larger files: two get most of what a connection has. */
export const AT_ONCE = 2;
/** A small file goes beside up to three others: it is the way there and back that takes its time. */
export const SMALL_AT_ONCE = 4;
export const SMALL_FILE_BYTES = 1024 * 1024;
/** Two files beyond this do not begin together on a line that nobody knows. */
export const LARGE_FILE_BYTES = 64 * 1024 * 1024;

/** @param size of the file that would be next, in bytes */
export function mayStartBeside(
  size: number,
  underWay: readonly Transfer[],
  { bytesPerSecond, ticketLifeMs }: Uplink,
): boolean {
  if (underWay.length === 0) return true;
  // Through within seconds, whatever they go beside; and a larger file never waits for them.
  if (size <= SMALL_FILE_BYTES) return underWay.length < SMALL_AT_ONCE;
  if (underWay.filter((each) => each.size > SMALL_FILE_BYTES).length >= AT_ONCE) return false;
  if (bytesPerSecond === undefined || ticketLifeMs === undefined) {
    return size <= LARGE_FILE_BYTES || underWay.every((each) => each.left <= LARGE_FILE_BYTES);
  }
  const outlives = ({ left, lifeMs }: Remainder) => (left * 1000) / bytesPerSecond > lifeMs;
  // Nothing is gained by waiting for one that outlives its ticket anyway; two of them are sooner done one by one.
  const others = underWay
    .map(({ left, lifeMs = ticketLifeMs }) => ({ left, lifeMs }))
    .map((other) => (outlives(other) ? { ...other, lifeMs: Number.POSITIVE_INFINITY } : other));
  return fit([{ left: size, lifeMs: ticketLifeMs }, ...others], bytesPerSecond);
}

/** Bytes that the line has still to carry, and what is left of their ticket's life. */
type Remainder = { readonly left: number; readonly lifeMs: number };

/** Whether each is sent within its life when they share the line evenly. */
function fit(transfers: readonly Remainder[], bytesPerSecond: number): boolean {
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
