import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { OtaFirmware } from '../../contract/ota-firmware.ts';
import type { PageConfig } from '../../contract/page-config.ts';
import { DIALECT_RULES } from '../../contract/dialect.ts';
import type { MadePackage } from '../../upload/model/receipt.ts';
import { useWords } from '../locales/useWords.ts';
import { noteRefusal } from '../sign-in/sign-in-missed.ts';
import { queryClient } from '../page/query-client.ts';
import { Button } from '../ui/Button.tsx';
import { CodeSamples } from './CodeSamples.tsx';
import { dialectOf, firmwareEndpointOf } from './platform-of.ts';
import {
  beginDraft,
  findDraftFaults,
  firmwareOfDraft,
  rememberForSession,
  TEXT_FIELDS,
  type Draft,
  type TextField as FieldName,
  type UploadedFile,
} from './draft.ts';
import { createPackage, type Creation } from './package-client.ts';
import css from './CreatePackage.module.css';
import { KindField, SignMethodField, TextField, type FieldWrong } from './fields.tsx';
import { problemKind } from './problem.ts';
import { ProblemNote } from './ProblemNote.tsx';
import { useAfterPress } from './useAfterPress.ts';

type PackageFormProps = {
  readonly file: UploadedFile;
  readonly config: PageConfig;
  readonly onMade: (made: MadePackage) => void;
  /** True while the answer is waited for. */
  readonly onCreating: (isCreating: boolean) => void;
};

/** Values are checked by the API's own rules: a field once it was left, all of them when it is sent. */
export function PackageForm({ file, config, onMade, onCreating }: PackageFormProps) {
  const words = useWords('createPackage');
  const dialect = dialectOf(config);
  const endpoint = firmwareEndpointOf(config);

  const [draft, setDraft] = useState<Draft>(() => beginDraft(file));
  const [first] = useState(draft);
  const [left, setLeft] = useState<ReadonlySet<FieldName>>(new Set());
  const [taken, setTaken] = useState<string | undefined>(undefined);
  const form = useRef<HTMLFormElement>(null);
  const afterPress = useAfterPress();

  const firmware = firmwareOfDraft(draft, file);
  const faults = findDraftFaults(dialect, firmware);
  const wrong = (field: FieldName): FieldWrong | undefined => {
    if (field === 'firmwareName' && taken === firmware.firmwareName) return 'taken';
    return left.has(field) ? faults.get(field) : undefined;
  };

  const creation = useMutation(
    {
      mutationKey: ['firmware'],
      mutationFn: ({ to, asked }: { readonly to: string; readonly asked: OtaFirmware }) =>
        createPackage(to, asked, file.target),
      // An answer may get lost after the package was made: only the user asks twice.
      retry: 0,
      gcTime: 0,
      onMutate: () => onCreating(true),
      onSettled: () => onCreating(false),
      onSuccess: (answer, { asked }) => settle(answer, asked),
    },
    queryClient,
  );

  function settle(answer: Creation, { firmwareName }: OtaFirmware): void {
    if (answer.kind === 'created') {
      onMade(answer.made);
      return;
    }
    if (answer.kind !== 'not-created') return;
    noteRefusal(config, answer.problem);
    if (problemKind(answer.problem) === 'taken') {
      setTaken(firmwareName);
      focusOn('firmwareName');
    }
  }

  function focusOn(field: FieldName): void {
    const input = form.current?.elements.namedItem(field);
    if (input instanceof HTMLElement) input.focus();
  }

  function send(): void {
    setLeft(new Set(TEXT_FIELDS));
    const faulty = TEXT_FIELDS.find((field) => faults.has(field));
    if (faulty !== undefined) return focusOn(faulty);
    if (endpoint === undefined || creation.isPending) return;
    rememberForSession(draft);
    creation.mutate({ to: endpoint, asked: firmware });
  }

  const change = (changed: Partial<Draft>) => setDraft((before) => ({ ...before, ...changed }));
  const text = (field: FieldName, maxLength: number) => (
    <TextField
      field={field}
      value={draft[field]}
      isOptional={OPTIONAL.has(field)}
      maxLength={maxLength}
      wrong={wrong(field)}
      isFromLast={FROM_LAST.has(field) && draft[field] !== '' && draft[field] === first[field]}
      onChange={(value) => change({ [field]: value })}
      onLeave={() => afterPress(() => setLeft((before) => new Set(before).add(field)))}
    />
  );

  return (
    <form
      ref={form}
      className={css['form']}
      noValidate
      data-testid="package-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className={css['fields']}>
        {text('destVersion', 64)}
        {text('firmwareName', 40)}
        {DIALECT_RULES[dialect].takesDifferential && (
          <KindField value={draft.kind} onChange={(kind) => change({ kind })} />
        )}
        {draft.kind === 'differential' && text('srcVersion', 64)}
        {text('productKey', 64)}
        {text('moduleName', 64)}
        {text('firmwareDesc', 100)}
        <SignMethodField
          value={draft.signMethod}
          digests={file.digests}
          onChange={(signMethod) => change({ signMethod })}
        />
      </div>
      {creation.data !== undefined && creation.data.kind !== 'created' && !creation.isPending && (
        <ProblemNote creation={creation.data} />
      )}
      {endpoint === undefined ? (
        <p className={css['intro']}>{words.noEndpoint}</p>
      ) : (
        <div className={css['actions']}>
          <Button
            type="submit"
            look="primary"
            aria-disabled={creation.isPending}
            data-testid="create-package"
          >
            {creation.isPending ? words.creating : words.create}
          </Button>
        </div>
      )}
      <CodeSamples
        name={file.name}
        firmware={firmware}
        dialect={dialect}
        endpoint={endpoint}
        target={file.target}
        isUnfinished={faults.size > 0}
      />
    </form>
  );
}

const OPTIONAL: ReadonlySet<FieldName> = new Set(['productKey', 'moduleName', 'firmwareDesc']);

/** Proposed from what was typed for the package before this one. */
const FROM_LAST: ReadonlySet<FieldName> = new Set(['productKey', 'moduleName']);
