import fc from 'fast-check';
import { Fragment, isValidElement } from 'react';
import { expect, test } from 'vitest';
import { keepText } from './keep-text.ts';

const childrenOf = (props: unknown): unknown =>
  typeof props === 'object' && props !== null && 'children' in props ? props.children : undefined;

/** Text that React would put beside something else: the kind that page translation breaks. */
function bareText(children: unknown, isAlone: boolean): readonly unknown[] {
  if (Array.isArray(children)) return children.flatMap((child) => bareText(child, false));
  const isText = ['string', 'number'].includes(typeof children) && String(children).trim() !== '';
  return !isAlone && isText ? [children] : [];
}

test('text beside an element gets an element of its own', () => {
  const icon = { icon: true };
  const kept = childrenOf(keepText('p', { children: ['5 of ', 12, icon, false] }));
  expect(bareText(kept, true)).toEqual([]);
  expect(Array.isArray(kept) && kept.map((child) => isValidElement(child))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('text beside nothing but text becomes one with it, so that an option stays an option', () => {
  expect(keepText('option', { value: 'a', children: ['as ', undefined, 'zip', false] })).toEqual({
    value: 'a',
    children: 'as zip',
  });
});

test('text alone stays text, and what a component is given is left to it', () => {
  const alone = { children: 'alone' };
  expect(keepText('p', alone)).toBe(alone);
  const given = { children: ['a', 'b'] };
  expect(keepText(() => null, given)).toBe(given);
});

test('text alone in a fragment has siblings wherever the fragment stands', () => {
  expect(isValidElement(childrenOf(keepText(Fragment, { children: 'alone' })))).toBe(true);
});

test('however children are nested, no text is left beside anything', { timeout: 60_000 }, () => {
  const { children } = fc.letrec<{ children: unknown }>((tie) => ({
    children: fc.oneof(
      { maxDepth: 3 },
      fc.string(),
      fc.integer(),
      fc.constantFrom(null, false, undefined),
      fc.array(tie('children'), { maxLength: 4 }),
    ),
  }));
  fc.assert(
    fc.property(children, fc.constantFrom('p', Fragment), (given, type) => {
      const kept = childrenOf(keepText(type, { children: given }));
      expect(bareText(kept, type === 'p')).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
