import { afterEach, expect, test } from 'vitest';
import { meaningOf } from './presenter-keys.ts';

/** What a key means that is pressed on this element. */
function pressed(key: KeyboardEventInit, html = '<button>Next</button>') {
  document.body.innerHTML = html;
  let meaning: ReturnType<typeof meaningOf>;
  document.addEventListener('keydown', (event) => (meaning = meaningOf(event)), { once: true });
  const target = document.querySelector('[autofocus]') ?? document.querySelector('button');
  target?.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, ...key }));
  return meaning;
}

afterEach(() => document.body.replaceChildren());

test.each([
  [{ key: 'PageDown' }, 'next'],
  [{ key: 'ArrowRight' }, 'next'],
  [{ key: 'PageUp' }, 'back'],
  [{ key: 'ArrowLeft' }, 'back'],
  [{ key: 'r', code: 'KeyR', altKey: true }, 'start-over'],
] as const)('%o means %s', (key, meaning) => {
  expect(pressed(key)).toBe(meaning);
});

test.each<KeyboardEventInit>([
  { key: 'PageDown', ctrlKey: true },
  { key: 'PageDown', shiftKey: true },
  { key: 'PageDown', altKey: true },
  { key: 'PageDown', repeat: true },
  { key: 'r', code: 'KeyR', altKey: true, metaKey: true },
  { key: 'ArrowDown' },
  { key: ' ' },
])('%o is the browser’s', (key) => {
  expect(pressed(key)).toBe(undefined);
});

test.each([
  ['a text field', '<input autofocus>', { PageDown: undefined, ArrowRight: undefined }],
  ['a choice', '<input type="radio" autofocus>', { PageDown: 'next', ArrowRight: undefined }],
  [
    'a tab',
    '<div role="tablist"><button autofocus></button></div>',
    { PageDown: 'next', ArrowRight: undefined },
  ],
  [
    'an open dialog',
    '<dialog open></dialog><button></button>',
    { PageDown: undefined, ArrowRight: undefined },
  ],
])('%s keeps the keys that it needs', (_, html, meanings) => {
  for (const [key, meaning] of Object.entries(meanings)) {
    expect([key, pressed({ key }, html)]).toEqual([key, meaning]);
  }
});
