import type { JSX as ReactJsx, ReactElement, ReactNode } from 'react';

/**
 * React's types, but for one: a component returns an element or nothing. Bare text that it returned would stand beside whatever
 * its parent has beside it, where page translation breaks it (keep-text.ts).
 */
// oxlint-disable-next-line typescript/no-namespace -- the compiler looks for this name
export declare namespace JSX {
  type ElementType =
    | string
    | ((props: never) => ReactElement | null)
    | (new (props: never) => { render(): ReactNode })
    /** React's own: a memo, a fragment, a context. */
    | { readonly $$typeof: symbol };
  type Element = ReactJsx.Element;
  type ElementClass = ReactJsx.ElementClass;
  type ElementAttributesProperty = ReactJsx.ElementAttributesProperty;
  type ElementChildrenAttribute = ReactJsx.ElementChildrenAttribute;
  type LibraryManagedAttributes<Component, Props> = ReactJsx.LibraryManagedAttributes<
    Component,
    Props
  >;
  type IntrinsicAttributes = ReactJsx.IntrinsicAttributes;
  type IntrinsicClassAttributes<Instance> = ReactJsx.IntrinsicClassAttributes<Instance>;
  type IntrinsicElements = ReactJsx.IntrinsicElements;
}
