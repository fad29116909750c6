import { useRef, useState } from 'react';
import type { MadePackage } from '../../upload/model/receipt.ts';
import {
  beginBatch,
  createOfRow,
  runBatch,
  withTyped,
  type BatchRow,
  type Common,
  type Outcome,
  type RowField,
} from './batch.ts';
import type { BatchFile } from './PackageBatch.tsx';

export type Batch = {
  readonly rows: readonly BatchRow[];
  readonly running: 'no' | 'yes' | 'stopping';
  readonly type: (id: string, field: RowField, text: string) => void;
  /** Of one that may be there: whether it is asked for again. */
  readonly insist: (id: string, isAgain: boolean) => void;
  readonly run: (endpoint: string, common: Common) => Promise<readonly BatchRow[]>;
  readonly stop: () => void;
};

/** The rows of a batch, and what becomes of them. */
export function useBatch(
  files: readonly BatchFile[],
  onMade: (id: string, made: MadePackage) => void,
): Batch {
  const [rows, setRows] = useState(() => beginBatch(files));
  const [running, setRunning] = useState<Batch['running']>('no');
  const abort = useRef<AbortController>(undefined);
  const change = (id: string, next: (row: BatchRow) => BatchRow) =>
    setRows((before) => before.map((row) => (row.id === id ? next(row) : row)));

  return {
    rows,
    running,
    type: (id, field, text) => change(id, (row) => withTyped(row, field, text)),
    insist: (id, isAgain) =>
      change(id, (row) =>
        row.outcome.kind === 'unsure' ? { ...row, outcome: { ...row.outcome, isAgain } } : row,
      ),
    async run(endpoint, common) {
      const outcomes = new Map<string, Outcome>();
      const stop = new AbortController();
      abort.current = stop;
      setRunning('yes');
      await runBatch(
        rows,
        (row) => createOfRow(endpoint, row, common),
        (id, outcome) => {
          outcomes.set(id, outcome);
          change(id, (row) => ({ ...row, outcome }));
          if (outcome.kind === 'created') onMade(id, outcome.made);
        },
        stop.signal,
      );
      setRunning('no');
      return rows.map((row) => ({ ...row, outcome: outcomes.get(row.id) ?? row.outcome }));
    },
    stop() {
      abort.current?.abort();
      setRunning('stopping');
    },
  };
}
