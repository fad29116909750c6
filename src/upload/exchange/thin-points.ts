import type { Series } from '../exchange-event.ts';

/** So many points of one transfer are kept. */
export const POINTS_MAX = 240;

type Points = Series['points'];

/**
 * About half of the points, with their shape: of each two neighbours the one goes that lies nearer to the line between the points
 * around the two. First and last stay.
 */
export function thinPoints(points: Points): Points {
  const kept = points.slice(0, 1);
  let at = 1;
  for (; at + 2 < points.length; at += 2) {
    const [before, one, other, after] = [
      points[at - 1],
      points[at],
      points[at + 1],
      points[at + 2],
    ];
    if (before === undefined || one === undefined || other === undefined || after === undefined) {
      break;
    }
    kept.push(distance(one, before, after) >= distance(other, before, after) ? one : other);
  }
  return [...kept, ...points.slice(at)];
}

type Point = Points[number];

/** In bytes, at the time of the point. */
function distance([at, sent]: Point, [from, low]: Point, [to, high]: Point): number {
  const share = to > from ? (at - from) / (to - from) : 0;
  return Math.abs(sent - (low + (high - low) * share));
}
