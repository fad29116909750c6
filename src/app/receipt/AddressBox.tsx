import { useRef, type ReactNode } from 'react';
import { useWords } from '../locales/useWords.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import css from './AddressBox.module.css';

/** So much of an address stays however little room there is: the end of its key, and the suffix. */
const END_LENGTH = 22;

type AddressBoxProps = {
  readonly url: string;
  readonly name: string;
  /** Of the button that copies it. */
  readonly look: 'primary' | 'plain';
  /** Where the address stands twice: in its row, and here. */
  readonly isCopy?: boolean;
  /** Other buttons. */
  readonly children?: ReactNode;
};

/** An address, cut in its middle where there is too little room, and the button that copies all of it. */
export function AddressBox({ url, name, look, isCopy = false, children }: AddressBoxProps) {
  const words = useWords('receipt');
  const text = useRef<HTMLElement>(null);
  const prefix = isCopy ? 'detail-' : '';
  return (
    <div className={css['box']}>
      <code
        ref={text}
        className={css['url']}
        title={url}
        translate="no"
        data-testid={`${prefix}firmware-url`}
      >
        <span className={css['start']}>{url.slice(0, -END_LENGTH)}</span>
        <span className={css['end']}>{url.slice(-END_LENGTH)}</span>
      </code>
      {children}
      <span className={css['copy']}>
        <CopyButton
          look={look}
          label={`${words.copyUrl}: ${name}`}
          testId={`${prefix}copy-firmware-url`}
          shown={text}
          text={() => url}
        >
          {words.copyAddress}
        </CopyButton>
      </span>
    </div>
  );
}
