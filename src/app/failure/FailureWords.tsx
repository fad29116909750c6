import type { Failure, Rejection } from '../../upload/model/failure.ts';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { Past } from '../../upload/model/failure-rules.ts';
import { useListWords } from '../locales/useWords.ts';
import { Hidden } from '../ui/Hidden.tsx';
import { useFailureText } from './useFailureText.ts';
import css from './FailureWords.module.css';

type FailureWordsProps = {
  readonly firmware: Firmware;
  readonly reason: Failure | Rejection;
  readonly past: Past | undefined;
  readonly className: string | undefined;
};

/** What failed, in a word or two; what is heard of it is the whole message, once. */
export function FailureWords({ firmware, reason, past, className }: FailureWordsProps) {
  const { messages } = useListWords();
  const { title, text } = useFailureText(reason, firmware.size, past);
  return (
    <span className={className} title={title} role="alert">
      <span aria-hidden="true">{messages.rowState.failure[reason.kind]}</span>
      <Hidden>
        <span translate="no">{firmware.name}</span>: {title}
        <span className={css['rest']}>{text}</span>
      </Hidden>
    </span>
  );
}
