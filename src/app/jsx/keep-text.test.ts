import fc from 'fast-check';
import { Fragment, isValidElement } from 'react';
import { expect, test } from 'vitest';
import { kept } from '../locales/text/kept.ts';
import { keepText } from './keep-text.ts';

const childrenOf = (props: unknown): unknown =>
  typeof props === 'object' && props !== null && 'children' in props ? props.children : undefined;

/** Text that React would put beside something else: the kind that page translation breaks. */
function bareText(children: unknown, isAlone: boolean): readonly unknown[] {
  if (Array.isArray(children)) return children.flatMap((child) => bareText(child, false));
  const isText = ['string', 'number'].includes(typeof children) && String(children).trim() !== '';
  return !isAlone && isText ? [children] : [];
}

/** Words, and kept pieces with their `translate`, as they follow each other. */
function read(node: unknown): readonly unknown[] {
  const walk = (it: unknown): readonly unknown[] => {
    if (typeof it === 'string') return it === '' ? [] : [it];
    if (Array.isArray(it)) return it.flatMap(walk);
    if (!isValidElement<{ readonly children?: unknown; readonly translate?: string }>(it))
      return [];
    const { children, translate } = it.props;
    return it.type === 'bdi' ? [[children, translate]] : walk(children);
  };
  return walk(node);
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

test('a name within a sentence gets an element that is not translated, beside words that are', () => {
  const sentence = `The host ${kept('a.example')} is not ${kept('b.example')}`;
  for (const children of [sentence, [sentence, false], [[sentence], null]]) {
    const parts = read(childrenOf(keepText('p', { children })));
    expect(parts).toEqual(['The host ', ['a.example', 'no'], ' is not ', ['b.example', 'no']]);
  }
});

test('a sentence with a name in it is one child, so that no gap of a button opens around the name', () => {
  const child = childrenOf(keepText('button', { children: `Upload as “${kept('bin')}”` }));
  expect(isValidElement(child)).toBe(true);
});

test('where no element can stand, the name is text', () => {
  expect(keepText('option', { children: ['as ', kept('zip')] })).toEqual({ children: 'as zip' });
});

test('a name that brings marks of its own ends where it ends', () => {
  const parts = read(childrenOf(keepText('p', { children: `${kept('a\u2069b\u2068c')}!` })));
  expect(parts).toEqual([['abc', 'no'], '!']);
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
