import { Fragment, useEffect, useRef, useState } from 'react';
import { codeOf, factsOf } from '../../upload/model/failure-rules.ts';
import type { ProofKind } from '../../upload/model/receipt.ts';
import type { Failure, Rejection } from '../../upload/model/failure.ts';
import type { Firmware } from '../../upload/model/firmware-file.ts';
import type { Try } from '../../upload/model/retry-policy.ts';
import { useListWords } from '../locales/useWords.ts';
import { usePageConfig } from '../page/PageConfigContext.ts';
import { selectText } from '../ui/copy-text.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import dotted from '../ui/dotted.module.css';
import { bugReport } from './bug-report.ts';
import css from './SmallPrint.module.css';

type SmallPrintProps = {
  readonly firmware: Firmware;
  readonly reason: Failure | Rejection;
  readonly title: string;
  readonly tries: readonly Try[];
  readonly ticketRequestId: string | undefined;
};

const DIGEST_NAMES: Readonly<Record<ProofKind, string>> = {
  crc64: 'CRC-64',
  sha256: 'SHA-256',
  md5: 'MD5',
  crc64nvme: 'CRC-64/NVME',
};

/** What support asks for: codes and ids, and all of it as text to send. */
export function SmallPrint(props: SmallPrintProps) {
  const { firmware, reason, title, tries, ticketRequestId } = props;
  const { messages } = useListWords();
  const { failures: words } = messages;
  const facts = factsOf(reason);
  const build = usePageConfig()?.build;
  const [report, setReport] = useState<string | undefined>(undefined);
  const shownReport = useRef<HTMLPreElement>(null);

  // Nothing may write to the clipboard: the report appears, selected.
  useEffect(() => {
    if (report !== undefined && shownReport.current !== null) selectText(shownReport.current);
  }, [report]);

  const parts = [
    facts.status !== undefined && `HTTP ${facts.status}`,
    facts.code,
    facts.ec !== undefined && `EC ${facts.ec}`,
    facts.message,
    reason.kind === 'checksum-mismatch' &&
      words.differ(
        DIGEST_NAMES[reason.by ?? 'crc64'],
        reason.ours ?? words.notKnown,
        reason.theirs ?? words.notKnown,
      ),
    facts.requestId !== undefined && words.request(facts.requestId),
    codeOf(reason),
  ].filter((part) => part !== false && part !== undefined);

  return (
    <>
      <div className={css['small']}>
        <span className={`${dotted['dotted']} ${css['facts']}`} translate="no">
          {[...new Set(parts)].map((part, index) => (
            <Fragment key={part}>
              <span>
                {index > 0 && <i>· </i>}
                {part}
              </span>{' '}
            </Fragment>
          ))}
        </span>
        <CopyButton
          label={messages.row.copyDetailsName(firmware.name)}
          onRefused={setReport}
          text={() =>
            bugReport({
              standing: 'failed',
              failed: { reason, title, tries },
              firmware,
              ticketRequestId,
              build,
              now: new Date(),
              userAgent: navigator.userAgent,
            })
          }
        >
          {messages.row.copyDetails}
        </CopyButton>
      </div>
      {report !== undefined && (
        <pre ref={shownReport} className={css['report']} translate="no">
          {report}
        </pre>
      )}
    </>
  );
}
