import type { ReactNode } from 'react';
import { CompareButton } from './CompareButton.tsx';
import css from './CompareFoot.module.css';
import { ComparisonNote } from './ComparisonNote.tsx';
import type { ComparisonTool } from './useComparison.ts';

type CompareFootProps = {
  /** Of the file that a receipt is about. */
  readonly name: string;
  readonly tool: ComparisonTool;
  /** A `<details>` with what else there is to know. */
  readonly children: ReactNode;
};

/** The end of a receipt: its details, the question whether a file is that file, and the answer. */
export function CompareFoot({ name, tool, children }: CompareFootProps) {
  return (
    <div className={css['foot']}>
      {children}
      <CompareButton name={name} onFile={tool.compare} />
      <ComparisonNote tool={tool} />
    </div>
  );
}
