import type { ReactElement } from 'react';
import * as react from 'react/jsx-dev-runtime';
import { keepText } from './keep-text.ts';

/** The same as jsx-runtime.ts, for `npm run dev`: with what React's warnings need. */

export { Fragment } from 'react';
export type { JSX } from './jsx-types.ts';

export function jsxDEV(
  ...[type, props, key, isStatic, ...rest]: Parameters<typeof react.jsxDEV>
): ReactElement {
  const kept = keepText(type, props);
  // Text that became one is no list of children any more.
  return react.jsxDEV(type, kept, key, isStatic && hasSeveral(kept), ...rest);
}

function hasSeveral(props: unknown): boolean {
  return (
    typeof props === 'object' &&
    props !== null &&
    'children' in props &&
    Array.isArray(props.children)
  );
}
