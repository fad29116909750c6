import type { ComponentProps, ReactNode } from 'react';
import css from './NoteBox.module.css';

type NoteBoxProps = ComponentProps<'div'> & { readonly tone: 'bad' | 'warn' };

/** A box within a row: what is the matter with this one upload. */
export function NoteBox({ tone, ...rest }: NoteBoxProps) {
  return <div className={`${css['note']} ${css[tone]}`} {...rest} />;
}

/** What happened; the full stop comes with the style. */
export function NoteTitle({ children }: { readonly children: ReactNode }) {
  return <strong className={css['title']}>{children}</strong>;
}

/** What a user reads out on the phone. */
export function NoteCode({ children }: { readonly children: string }) {
  return (
    <span className={css['code']} translate="no">
      {children}
    </span>
  );
}

/** Its buttons, below the words. */
export function NoteButtons({ children }: { readonly children: ReactNode }) {
  return <div className={`${css['buttons']} ${css['below']}`}>{children}</div>;
}

type NoteActionsProps = {
  /** What goes on by itself. */
  readonly now: ReactNode;
  /** Buttons. */
  readonly children: ReactNode;
};

export function NoteActions({ now, children }: NoteActionsProps) {
  return (
    <div className={css['actions']}>
      <div className={css['now']}>{now}</div>
      <div className={css['buttons']}>{children}</div>
    </div>
  );
}
