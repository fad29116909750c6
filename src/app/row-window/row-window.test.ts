import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexesOf, listHeight, rowTop, spanBetween, type RowLayout } from './row-window.ts';

const layouts: fc.Arbitrary<RowLayout> = fc
  .record({
    count: fc.integer({ min: 1, max: 20_000 }),
    rowPx: fc.constantFrom(44, 56),
    detailPx: fc.integer({ min: 0, max: 2_000 }),
    share: fc.option(fc.double({ min: 0, max: 0.999, noNaN: true }), { nil: undefined }),
  })
  .map(({ share, ...layout }) => ({
    ...layout,
    opened: share === undefined ? -1 : Math.floor(share * layout.count),
  }));

test('every row that is seen is in the span, and the span has few others', () => {
  fc.assert(
    fc.property(
      layouts,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 3_000 }),
      (layout, share, heightPx) => {
        const from = Math.floor(share * listHeight(layout));
        const { first, end } = spanBetween(layout, from, from + heightPx);
        for (const [index, isSeen] of edgesOf(layout, from, from + heightPx)) {
          if (isSeen) expect(index >= first && index < end).toBe(true);
        }
        expect(end - first).toBeLessThanOrEqual(heightPx / layout.rowPx + 36);
      },
    ),
  );
});

test('rows lie below each other, with room for the detail of the opened one', () => {
  fc.assert(
    fc.property(layouts, fc.nat(), (layout, nth) => {
      const index = nth % layout.count;
      const room = rowTop(layout, index + 1) - rowTop(layout, index);
      expect(room).toBe(layout.rowPx + (index === layout.opened ? layout.detailPx : 0));
    }),
  );
});

test('the span stays the same while a few pixels are scrolled', () => {
  const layout = { count: 10_000, rowPx: 44, opened: -1, detailPx: 0 };
  const spans = new Set(
    Array.from({ length: 440 }, (_, px) => spanBetween(layout, 4_400 + px, 5_300 + px).first),
  );
  expect(spans.size).toBeLessThanOrEqual(3);
});

test('rows beyond the span stand in their order, each once', () => {
  expect(indexesOf({ first: 8, end: 11 }, [40, -1, 9, 2, 40])).toEqual([2, 8, 9, 10, 40]);
});

test('a list outside the view has only rows that exist', () => {
  const layout = { count: 10, rowPx: 44, opened: -1, detailPx: 0 };
  expect(spanBetween(layout, -9_000, -8_000)).toEqual({ first: 0, end: 0 });
  expect(spanBetween(layout, 9_000, 9_900)).toEqual({ first: 10, end: 10 });
});

/** Rows around the edges of what is seen, and whether a part of each is. */
function edgesOf(
  layout: RowLayout,
  from: number,
  to: number,
): readonly (readonly [number, boolean])[] {
  const around = [from, to].flatMap((px) => {
    const near = Math.floor(px / layout.rowPx);
    const behind = Math.floor((px - layout.detailPx) / layout.rowPx);
    return [near - 1, near, near + 1, behind - 1, behind, behind + 1];
  });
  return [...around, layout.opened]
    .filter((index) => index >= 0 && index < layout.count)
    .map((index) => {
      const top = rowTop(layout, index);
      return [index, top < to && top + layout.rowPx > from] as const;
    });
}
