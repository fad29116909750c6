import { useLayoutEffect, useRef, useState } from 'react';
import type { PageConfig } from '../../contract/page-config.ts';
import { DIALECT_RULES } from '../../contract/dialect.ts';
import type { MadePackage } from '../../upload/model/receipt.ts';
import {
  beginDraft,
  rememberForSession,
  type TextField as FieldName,
  type UploadedFile,
} from '../create-package/draft.ts';
import formCss from '../create-package/CreatePackage.module.css';
import { KindField, SignMethodField, TextField } from '../create-package/fields.tsx';
import { dialectOf, firmwareEndpointOf } from '../create-package/platform-of.ts';
import { useAfterPress } from '../create-package/useAfterPress.ts';
import { useI18n } from '../locales/I18n.tsx';
import { configOfTarget } from '../page/target-config.ts';
import { useWords } from '../locales/useWords.ts';
import { noteRefusal } from '../sign-in/sign-in-missed.ts';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Button } from '../ui/Button.tsx';
import { findBatchFaults, isToBeSent, type BatchRow, type Common } from './batch.ts';
import { BatchTable } from './BatchTable.tsx';
import type { BatchFile } from './PackageBatch.tsx';
import css from './PackageBatch.module.css';
import { useBatch } from './useBatch.ts';

type BatchFormProps = {
  readonly files: readonly BatchFile[];
  readonly config: PageConfig;
  readonly onMade: (id: string, made: MadePackage) => void;
  readonly onRunning: (isRunning: boolean) => void;
};

/** What is the same for all, a line for each, and one button, which only ever sends what is not there yet. */
export function BatchForm({ files, config, onMade, onRunning }: BatchFormProps) {
  const words = useWords('batch');
  const { noEndpoint } = useWords('createPackage');
  const { format } = useI18n();
  const announce = useAnnounce();
  const batch = useBatch(files, onMade, (problem) => noteRefusal(config, problem));
  const { rows, running } = batch;
  const [common, setCommon] = useState<Common>(() => commonOf(files));
  /** Fields that were left, of the form by their name and of a row by its id; all of them once it was sent. */
  const [left, setLeft] = useState<ReadonlySet<string> | 'all'>(new Set());
  const form = useRef<HTMLFormElement>(null);
  const progress = useRef<HTMLSpanElement>(null);
  const isRunning = running !== 'no';
  useLayoutEffect(() => {
    // The button that was pressed is gone. Not the one that stops: a key that is pressed twice must not.
    if (isRunning) progress.current?.focus();
  }, [isRunning]);
  const afterPress = useAfterPress();
  const dialectOfFile = ({ target }: UploadedFile) => dialectOf(configOfTarget(config, target));
  const endpoint = firmwareEndpointOf(config);
  const faults = findBatchFaults(dialectOfFile, rows, common);
  const wasLeft = (field: string) => left === 'all' || left.has(field);
  const leave = (field: string) =>
    afterPress(() => setLeft((before) => (before === 'all' ? before : new Set(before).add(field))));
  const open = rows.filter(isToBeSent).length;
  const done = countDone(rows);
  const wasTried = rows.some(
    ({ outcome }) => outcome.kind === 'failed' || outcome.kind === 'unsure',
  );

  const send = async () => {
    setLeft('all');
    if (faults.common.size > 0 || faults.rows.size > 0) {
      // After the faults are shown, the first of them is where the user goes on.
      requestAnimationFrame(() => focusFirstFault(form.current));
      return;
    }
    if (endpoint === undefined || running !== 'no' || open === 0) return;
    rememberForSession({ ...common, destVersion: '', firmwareName: '' });
    onRunning(true);
    const after = await batch.run(endpoint, common);
    onRunning(false);
    announce(words.announceDone(format.count(countDone(after)), format.count(after.length)));
  };
  const change = (changed: Partial<Common>) => setCommon((before) => ({ ...before, ...changed }));
  const text = (field: Exclude<FieldName, 'destVersion' | 'firmwareName'>, maxLength: number) => (
    <TextField
      field={field}
      value={common[field]}
      isOptional={field !== 'srcVersion'}
      maxLength={maxLength}
      wrong={wasLeft(field) ? faults.common.get(field) : undefined}
      isFromLast={false}
      onChange={(value) => change({ [field]: value })}
      onLeave={() => leave(field)}
    />
  );
  return (
    <form
      ref={form}
      className={formCss['form']}
      noValidate
      data-testid="batch-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <fieldset className={css['common']} disabled={isRunning}>
        <legend>{words.common}</legend>
        <div className={formCss['fields']}>
          {files.every(({ file }) => DIALECT_RULES[dialectOfFile(file)].takesDifferential) && (
            <KindField value={common.kind} onChange={(kind) => change({ kind })} />
          )}
          {common.kind === 'differential' && text('srcVersion', 64)}
          {text('productKey', 64)}
          {text('moduleName', 64)}
          {text('firmwareDesc', 100)}
          <SignMethodField
            value={common.signMethod}
            digests={commonDigests(files)}
            onChange={(signMethod) => change({ signMethod })}
          />
        </div>
      </fieldset>
      <BatchTable batch={batch} faults={faults.rows} wasLeft={wasLeft} onLeave={leave} />
      {endpoint === undefined ? (
        <p className={formCss['intro']}>{noEndpoint}</p>
      ) : (
        <div className={formCss['actions']}>
          {(isRunning || done > 0 || wasTried) && (
            <span
              ref={progress}
              className={css['progress']}
              tabIndex={-1}
              data-testid="batch-progress"
            >
              {words.progress(format.count(done), format.count(rows.length))}
            </span>
          )}
          {isRunning && (
            <Button
              aria-disabled={running === 'stopping'}
              data-testid="batch-stop"
              onClick={batch.stop}
            >
              {running === 'stopping' ? words.stopping : words.stop}
            </Button>
          )}
          {open > 0 && !isRunning && (
            <Button type="submit" look="primary" data-testid="batch-create">
              {wasTried ? words.retry(open) : words.create(open)}
            </Button>
          )}
        </div>
      )}
    </form>
  );
}

function countDone(rows: readonly BatchRow[]): number {
  return rows.filter(({ outcome }) => outcome.kind === 'created').length;
}

/** As the last package had it, where every file has that digest. */
function commonOf(files: readonly BatchFile[]): Common {
  const [first] = files;
  if (first === undefined) throw new Error('A batch has at least one file');
  const {
    destVersion: _version,
    firmwareName: _name,
    ...common
  } = beginDraft({
    ...first.file,
    digests: commonDigests(files),
  });
  return common;
}

/** What is known of every file counts as known. */
function commonDigests(files: readonly BatchFile[]) {
  const [first] = files;
  if (first === undefined) throw new Error('A batch has at least one file');
  const { digests } = first.file;
  const all = files.every(({ file }) => file.digests.sha256.status === 'known');
  return all ? digests : { ...digests, sha256: { status: 'missed' } as const };
}

function focusFirstFault(form: HTMLFormElement | null): void {
  const faulty = form?.querySelector('[aria-invalid=true]');
  if (faulty instanceof HTMLElement) faulty.focus();
}
