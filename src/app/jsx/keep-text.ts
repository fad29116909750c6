import { Fragment } from 'react';
import type { ReactElement } from 'react';
import { jsx } from 'react/jsx-runtime';
import { hasKept, partsOf, withoutMarks } from '../locales/text/kept.ts';

/**
 * Page translation takes text nodes out of the document and puts elements in their place. React goes on writing to the node that
 * it made, so numbers freeze, and removing that node, or placing something before it, is an error that takes the page away.
 * Neither can happen to an element whose only child is text: React then sets the element's text, whatever stands in it. So text
 * that has siblings gets an element of its own, and text that has none but other text becomes one with it. A name within a
 * sentence (locales/text/kept.ts) gets an element that is not translated.
 */
export function keepText(type: unknown, props: unknown): unknown {
  const isHost = typeof type === 'string';
  if ((!isHost && type !== Fragment) || !hasChildren(props)) return props;
  const { children } = props;
  if (Array.isArray(children)) {
    if (isHost && children.every(isFlat)) {
      return { ...props, children: alone(type, asOne(children)) };
    }
    return children.some(hasWords) ? { ...props, children: each(children) } : props;
  }
  if (!isWords(children)) return props;
  if (!isHost) return { ...props, children: wrap(children) };
  return typeof children === 'string' && hasKept(children)
    ? { ...props, children: alone(type, children) }
    : props;
}

type Text = string | number | bigint;

function hasChildren(props: unknown): props is { readonly children: unknown } {
  return typeof props === 'object' && props !== null && 'children' in props;
}

function isText(child: unknown): child is Text {
  return typeof child === 'string' || typeof child === 'number' || typeof child === 'bigint';
}

/** Blanks are left alone by translation, and a line breaks at them only where they stand by themselves. */
function isWords(child: unknown): child is Text {
  return isText(child) && String(child).trim() !== '';
}

function hasWords(child: unknown): boolean {
  return Array.isArray(child) ? child.some(hasWords) : isWords(child);
}

/** Text, or nothing. */
function isFlat(child: unknown): boolean {
  return isText(child) || child === null || child === undefined || typeof child === 'boolean';
}

function asOne(children: readonly unknown[]): string {
  return children.filter(isText).join('');
}

/** Keys by place: as good as none among children that were written one by one, and wanted in lists that were computed. */
function each(children: readonly unknown[]): readonly unknown[] {
  return children.map((child, index) =>
    isWords(child) ? wrap(child, `text-${index}`) : Array.isArray(child) ? each(child) : child,
  );
}

function wrap(text: Text, key?: string): ReactElement {
  return jsx('span', { children: partsIn(String(text)) }, key);
}

/** These hold text and no elements. */
const TEXT_ONLY: ReadonlySet<string> = new Set(['option', 'textarea', 'title']);

/** All that an element holds: one child, since the gaps of a button or a row would open between the parts of a sentence. */
function alone(type: string, text: string): string | ReactElement {
  if (!hasKept(text)) return text;
  return TEXT_ONLY.has(type) ? withoutMarks(text) : wrap(text);
}

function partsIn(text: string): string | readonly (ReactElement | string)[] {
  if (!hasKept(text)) return text;
  return partsOf(text).map((part, index) => {
    if (index % 2 === 1) return jsx('bdi', { translate: 'no', children: part }, `kept-${index}`);
    return isWords(part) ? jsx('span', { children: part }, `text-${index}`) : part;
  });
}
