import type { ReactNode } from 'react';
import css from './Notice.module.css';

/** One thing to know about the whole page. */
export function Notice({
  children,
  role,
}: {
  readonly children: ReactNode;
  readonly role?: 'alert';
}) {
  return (
    <p className={css['notice']} role={role}>
      {children}
    </p>
  );
}
