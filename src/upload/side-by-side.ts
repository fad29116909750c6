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
/** Of small files it is the way there and back that takes the time. */
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
  // Nobody ever waits for nothing.
  if (underWay.length === 0) return true;
  const areSmall = [size, ...underWay.map((each) => each.size)].every(
    (each) => each <= SMALL_FILE_BYTES,
  );
  if (areSmall) return underWay.length < SMALL_AT_ONCE;
  if (underWay.length >= AT_ONCE) return false;
  if (bytesPerSecond === undefined || ticketLifeMs === undefined) {
    return size <= LARGE_FILE_BYTES || underWay.every((each) => each.left <= LARGE_FILE_BYTES);
  }
  const next = { left: size, lifeMs: ticketLifeMs };
  const all = underWay.map(({ left, lifeMs = ticketLifeMs }) => ({ left, lifeMs }));
  return fit([next, ...all], bytesPerSecond);
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
