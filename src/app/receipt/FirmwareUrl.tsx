import { useRef } from 'react';
import { useWords } from '../locales/useWords.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { OpenLink } from './OpenLink.tsx';
import css from './FirmwareUrl.module.css';

type FirmwareUrlProps = {
  readonly url: string;
  readonly name: string;
  readonly simulated: boolean;
  /** Of the button that copies it. */
  readonly look: 'primary' | 'plain';
};

export function FirmwareUrl({ url, name, simulated, look }: FirmwareUrlProps) {
  const words = useWords('receipt');
  const text = useRef<HTMLElement>(null);
  return (
    <>
      <div className={css['box']}>
        <code
          ref={text}
          className={css['url']}
          title={url}
          translate="no"
          data-testid="firmware-url"
        >
          {url}
        </code>
        <div className={css['buttons']}>
          {!simulated && <OpenLink url={url} name={name} />}
          <CopyButton
            look={look}
            label={`${words.copyUrl}: ${name}`}
            testId="copy-firmware-url"
            shown={text}
            text={() => url}
          >
            {words.copyUrl}
          </CopyButton>
        </div>
      </div>
      {simulated && <p className={css['note']}>{words.simulatedUrl}</p>}
    </>
  );
}
