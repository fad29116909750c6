import { useWords } from '../locales/useWords.ts';
import type { BatchFaults } from './batch.ts';
import { BatchLine } from './BatchLine.tsx';
import css from './PackageBatch.module.css';
import type { Batch } from './useBatch.ts';

type BatchTableProps = {
  readonly batch: Batch;
  readonly faults: BatchFaults['rows'];
  readonly wasLeft: (field: string) => boolean;
  readonly onLeave: (field: string) => void;
};

export function BatchTable({ batch, faults, wasLeft, onLeave }: BatchTableProps) {
  const words = useWords('batch');
  const { column } = words;
  return (
    <table className={css['table']} aria-label={words.table}>
      <thead>
        <tr>
          <th scope="col">{column.file}</th>
          <th scope="col">{column.version}</th>
          <th scope="col">{column.name}</th>
          <th scope="col">{column.result}</th>
        </tr>
      </thead>
      <tbody>
        {batch.rows.map((row) => (
          <BatchLine
            key={row.id}
            row={row}
            faults={faults.get(row.id)}
            isLocked={batch.running !== 'no'}
            wasLeft={wasLeft}
            onLeave={onLeave}
            onType={(field, text) => batch.type(row.id, field, text)}
            onAgain={(isAgain) => batch.insist(row.id, isAgain)}
          />
        ))}
      </tbody>
    </table>
  );
}
