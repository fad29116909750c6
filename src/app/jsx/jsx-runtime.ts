import type { ReactElement } from 'react';
import * as react from 'react/jsx-runtime';
import { keepText } from './keep-text.ts';

/** What JSX of this page becomes: React's elements, with text that survives page translation. For builds. */

export { Fragment } from 'react';
export type { JSX } from './jsx-types.ts';

export function jsx(...[type, props, key]: Parameters<typeof react.jsx>): ReactElement {
  return react.jsx(type, keepText(type, props), key);
}

export function jsxs(...[type, props, key]: Parameters<typeof react.jsxs>): ReactElement {
  return react.jsxs(type, keepText(type, props), key);
}
