import { useId } from 'react';
import { faultSentence } from '../create-package/fields.tsx';
import { ProblemNote } from '../create-package/ProblemNote.tsx';
import formCss from '../create-package/CreatePackage.module.css';
import { legibleText } from '../../contract/legible-text.ts';
import { useWords } from '../locales/useWords.ts';
import textField from '../ui/field.module.css';
import { RowFileName } from '../ui/RowFileName.tsx';
import { isToBeSent, type BatchRow, type RowFault, type RowField } from './batch.ts';
import css from './PackageBatch.module.css';

type BatchLineProps = {
  readonly row: BatchRow;
  readonly faults: ReadonlyMap<RowField, RowFault> | undefined;
  /** Nothing can be typed while packages are made. */
  readonly isLocked: boolean;
  readonly wasLeft: (field: string) => boolean;
  readonly onLeave: (field: string) => void;
  readonly onType: (field: RowField, text: string) => void;
  readonly onAgain: (isAgain: boolean) => void;
};

/** One file with its package, and what became of it. */
export function BatchLine(props: BatchLineProps) {
  const { row, faults, isLocked, wasLeft, onLeave, onType, onAgain } = props;
  const words = useWords('batch');
  const { id: idWord } = useWords('next');
  const { id, file, outcome } = row;
  const isSettled = outcome.kind === 'created' || outcome.kind === 'unsure';
  const cell = (field: RowField, label: string, maxLength: number) => (
    <BatchCell
      field={field}
      label={label}
      maxLength={maxLength}
      value={row[field]}
      isLocked={isLocked || (isSettled && !isToBeSent(row))}
      fault={wasLeft(`${field} ${id}`) ? faults?.get(field) : undefined}
      onType={(text) => onType(field, text)}
      onLeave={() => onLeave(`${field} ${id}`)}
    />
  );
  return (
    <>
      <tr data-testid="batch-row" data-outcome={outcome.kind}>
        <th scope="row" className={css['file']} aria-label={file.name} translate="no">
          <RowFileName name={file.name} />
        </th>
        <td data-column={words.column.version}>
          {cell('destVersion', words.versionOf(file.name), 64)}
        </td>
        <td data-column={words.column.name}>{cell('firmwareName', words.nameOf(file.name), 40)}</td>
        <td className={css['result']} data-testid="batch-result">
          {words.outcome[outcome.kind]}
          {outcome.kind === 'created' && (
            <span>
              {idWord}{' '}
              <code translate="no" data-testid="firmware-id">
                {legibleText(outcome.made.firmwareId)}
              </code>
            </span>
          )}
          {outcome.kind === 'unsure' && (
            <label className={css['again']}>
              <input
                type="checkbox"
                checked={outcome.isAgain}
                disabled={isLocked}
                aria-label={words.againName(file.name)}
                data-testid="batch-again"
                onChange={({ currentTarget }) => onAgain(currentTarget.checked)}
              />
              {words.again}
            </label>
          )}
        </td>
      </tr>
      {(outcome.kind === 'failed' || outcome.kind === 'unsure') && (
        <tr className={css['problem']}>
          <td colSpan={4}>
            <ProblemNote creation={outcome.creation} />
          </td>
        </tr>
      )}
    </>
  );
}

type BatchCellProps = {
  readonly field: RowField;
  readonly label: string;
  readonly maxLength: number;
  readonly value: string;
  readonly isLocked: boolean;
  readonly fault: RowFault | undefined;
  readonly onType: (text: string) => void;
  readonly onLeave: () => void;
};

function BatchCell(props: BatchCellProps) {
  const { field, label, maxLength, value, isLocked, fault, onType, onLeave } = props;
  const words = useWords('createPackage');
  const id = useId();
  return (
    <>
      <input
        className={textField['field']}
        type="text"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={maxLength * 4}
        value={value}
        readOnly={isLocked}
        aria-label={label}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : id}
        data-testid={`batch-${field}`}
        onChange={({ currentTarget }) => onType(currentTarget.value)}
        onBlur={onLeave}
      />
      {fault !== undefined && (
        <p id={id} className={formCss['fault']} data-testid={`batch-fault-${field}`}>
          {faultSentence(words, field, fault)}
        </p>
      )}
    </>
  );
}
