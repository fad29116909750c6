/** Where the rows of a list are of which only a part is in the document: all equally high, one of them with its detail below it. */
export type RowLayout = {
  readonly count: number;
  readonly rowPx: number;
  /** The row with its detail below it; -1 for none. */
  readonly opened: number;
  readonly detailPx: number;
};

/** Rows from `first` up to and without `end`. */
export type RowSpan = { readonly first: number; readonly end: number };

/** Rows beyond what is seen, so that a turn of the wheel shows no gap. */
const OVERSCAN = 8;
/** A span begins and ends at a multiple of it: rows come and go by the handful, not with each few pixels of scrolling. */
const STEP = 8;

/** Pixels from the list's beginning to a row's. */
export function rowTop({ rowPx, opened, detailPx }: RowLayout, index: number): number {
  return index * rowPx + (opened !== -1 && index > opened ? detailPx : 0);
}

export function listHeight(layout: RowLayout): number {
  return rowTop(layout, layout.count);
}

/** The rows to have in the document while the list is seen between two heights of it, in pixels. */
export function spanBetween(layout: RowLayout, fromPx: number, toPx: number): RowSpan {
  const first = rowAt(layout, fromPx) - OVERSCAN;
  const last = rowAt(layout, toPx) + OVERSCAN;
  const within = (index: number) => Math.max(0, Math.min(index, layout.count));
  return {
    first: within(Math.floor(first / STEP) * STEP),
    end: within(Math.ceil((last + 1) / STEP) * STEP),
  };
}

/** Indexes of a span and of rows beyond it, in their order: the document's order is that of Tab. */
export function indexesOf({ first, end }: RowSpan, beyond: readonly number[]): readonly number[] {
  const others = [...new Set(beyond)]
    .filter((index) => index !== -1 && (index < first || index >= end))
    .toSorted((one, other) => one - other);
  const within = Array.from({ length: Math.max(0, end - first) }, (_, nth) => first + nth);
  return [
    ...others.filter((index) => index < first),
    ...within,
    ...others.filter((index) => index >= end),
  ];
}

function rowAt({ rowPx, opened, detailPx }: RowLayout, px: number): number {
  const detailFrom = (opened + 1) * rowPx;
  if (opened === -1 || px < detailFrom) return Math.floor(px / rowPx);
  return Math.max(opened, Math.floor((px - detailPx) / rowPx));
}
