import { useEffect, useRef, useState } from 'react';
import { codeOf, type Failure, type Rejection } from '../../upload/failure.ts';
import type { Firmware } from '../../upload/firmware.ts';
import { useI18n } from '../i18n/I18n.tsx';
import { selectText } from '../ui/copy-text.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Hidden } from '../ui/Hidden.tsx';
import { explainTrouble } from './explain.ts';
import { factsOf, failureReport } from './failure-facts.ts';
import css from './FailureNote.module.css';

type FailureNoteProps = { readonly firmware: Firmware; readonly trouble: Failure | Rejection };

/** What happened, what to do now, what lies in the store; then the small print that support asks for. */
export function FailureNote({ firmware, trouble }: FailureNoteProps) {
  const { messages, format } = useI18n();
  const { title, advice, stored } = explainTrouble(trouble, firmware.size, messages, format);
  const facts = factsOf(trouble);
  const [report, setReport] = useState<string | undefined>(undefined);
  const shownReport = useRef<HTMLPreElement>(null);

  // Nothing may write to the clipboard: the report appears, selected.
  useEffect(() => {
    if (report !== undefined && shownReport.current !== null) selectText(shownReport.current);
  }, [report]);

  const smallPrint = [
    facts.status !== undefined && `HTTP ${facts.status}`,
    facts.code,
    facts.ec !== undefined && `EC ${facts.ec}`,
    facts.message,
    trouble.kind === 'checksum-mismatch' &&
      `CRC-64: ${messages.trouble.ours} ${trouble.ours}, ${messages.trouble.theirs} ${trouble.theirs}`,
    facts.requestId !== undefined && messages.trouble.request(facts.requestId),
  ].filter((part) => part !== false && part !== undefined);

  return (
    <div
      className={css['failure']}
      data-testid="failure"
      data-failure={trouble.kind}
      data-code={codeOf(trouble)}
    >
      <p role="alert">
        <Hidden>{firmware.name}: </Hidden>
        <strong className={css['title']}>{title}</strong>
        {[advice, stored].map((sentence) => messages.trouble.gap + sentence)}
      </p>
      <div className={css['small']}>
        <span className={css['facts']}>
          {smallPrint.map((part) => `${part} · `).join('')}
          <span className={css['code']}>{codeOf(trouble)}</span>
        </span>
        <CopyButton
          label={messages.copy.detailsName(firmware.name)}
          onRefused={setReport}
          text={() =>
            failureReport(trouble, firmware, {
              title,
              now: new Date(),
              userAgent: navigator.userAgent,
            })
          }
        >
          {messages.copy.details}
        </CopyButton>
      </div>
      {report !== undefined && (
        <pre ref={shownReport} className={css['report']}>
          {report}
        </pre>
      )}
    </div>
  );
}
