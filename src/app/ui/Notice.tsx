import type { ComponentProps, ReactNode } from 'react';
import css from './Notice.module.css';

type NoticeProps = ComponentProps<'div'> & {
  readonly tone?: 'warn' | 'info';
  /** A button, behind the words. */
  readonly action?: ReactNode;
};

/** One thing to know about the whole page. */
export function Notice({ tone = 'warn', children, action, ...rest }: NoticeProps) {
  return (
    <div className={`${css['notice']} ${css[tone]}`} {...rest}>
      <p className={css['words']}>{children}</p>
      {action !== undefined && <div className={css['buttons']}>{action}</div>}
    </div>
  );
}
