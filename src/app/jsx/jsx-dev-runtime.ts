import type { ReactElement } from 'react';
import * as react from 'react/jsx-dev-runtime';
import { keepText } from './keep-text.ts';

/** The same as jsx-runtime.ts, for `npm run dev`: with what React's warnings need. */

export { Fragment } from 'react';
export type { JSX } from './jsx-types.ts';

export function jsxDEV(...[type, props, ...rest]: Parameters<typeof react.jsxDEV>): ReactElement {
  return react.jsxDEV(type, keepText(type, props), ...rest);
}
