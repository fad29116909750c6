import { useEffect, useRef, useState } from 'react';
import type { Exchange, TicketSecrets } from '../../upload/exchange-event.ts';
import { recordingOf } from '../../upload/exchange/recording.ts';
import { bugReport } from '../failure/bug-report.ts';
import { late as english } from '../locales/english/late.ts';
import { createFormat } from '../locales/format.ts';
import { useWords } from '../locales/useWords.ts';
import { usePageConfig } from '../page/PageConfigContext.ts';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { selectText } from '../ui/copy-text.ts';
import { saveFile } from '../page/save-file.ts';
import { callsOf } from './exports/calls.ts';
import { curlOf } from './exports/curl.ts';
import type { About } from './Exchange.tsx';
import css from './Exchange.module.css';
import { harOf } from './exports/har.ts';
import { recordingInReport, saveRecording } from './exports/recording-file.ts';
import { timelineLines } from './text/timeline.ts';

type ExchangeActionsProps = {
  readonly exchange: Exchange;
  readonly about: About;
  readonly secrets: TicketSecrets | undefined;
};

/** The exchange to hand on. Only a copied command holds secrets, and only while the user has them shown. */
export function ExchangeActions({ exchange, about, secrets }: ExchangeActionsProps) {
  const words = useWords('exchange').actions;
  const build = usePageConfig()?.build;
  const [refused, setRefused] = useState<string | undefined>(undefined);
  const shownText = useRef<HTMLPreElement>(null);
  const { name } = about.firmware;

  // Nothing may write to the clipboard: the text appears, selected.
  useEffect(() => {
    if (refused !== undefined && shownText.current !== null) selectText(shownText.current);
  }, [refused]);

  const recording = recordingOf(exchange, about.firmware, build);
  const report = () =>
    bugReport({
      ...about,
      ...(recording !== undefined && { recording: recordingInReport(recording) }),
      timeline: timelineLines(exchange, {
        words: english.exchange,
        list: english.list,
        format: createFormat('en'),
        size: about.firmware.size,
      }),
      build,
      now: new Date(),
      userAgent: navigator.userAgent,
    });
  const saveHar = () =>
    saveFile(JSON.stringify(harOf(exchange, build), null, 2), 'application/json', `${name}.har`);
  const hasCalls = callsOf(exchange).length > 0;

  return (
    <>
      <div className={css['actions']}>
        {hasCalls && (
          <>
            <CopyButton
              look="plain"
              text={() => curlOf(exchange, name, 'sh', secrets)}
              label={words.curlName(name)}
              testId="copy-curl"
              onRefused={setRefused}
            >
              {words.curl}
            </CopyButton>
            <CopyButton
              look="plain"
              text={() => curlOf(exchange, name, 'powershell', secrets)}
              label={words.powershellName(name)}
              testId="copy-powershell"
              onRefused={setRefused}
            >
              {words.powershell}
            </CopyButton>
            <Button aria-label={words.harName(name)} data-testid="export-har" onClick={saveHar}>
              {words.har}
            </Button>
          </>
        )}
        {recording !== undefined && (
          <Button
            aria-label={words.recordingName(name)}
            data-testid="export-recording"
            onClick={() => saveRecording(recording)}
          >
            {words.recording}
          </Button>
        )}
        <CopyButton
          look="plain"
          text={report}
          label={words.reportName(name)}
          testId="copy-bug-report"
          onRefused={setRefused}
        >
          {words.report}
        </CopyButton>
      </div>
      {refused !== undefined && (
        <pre ref={shownText} className={css['refused']} translate="no">
          {refused}
        </pre>
      )}
    </>
  );
}
