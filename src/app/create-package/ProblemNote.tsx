import { useWords } from '../locales/useWords.ts';
import dotted from '../ui/dotted.module.css';
import { NoteBox, NoteTitle } from '../ui/NoteBox.tsx';
import type { Creation } from './package-client.ts';
import { problemKind } from './problem.ts';
import css from './CreatePackage.module.css';

type ProblemNoteProps = { readonly creation: Exclude<Creation, { kind: 'created' }> };

/** What happened, whether there may be a package all the same, and what to do. */
export function ProblemNote({ creation }: ProblemNoteProps) {
  const { problem: words } = useWords('createPackage');
  if (creation.kind === 'unanswered') {
    return (
      <NoteBox tone="warn" role="alert" data-testid="creation-trouble" data-created="maybe">
        <NoteTitle>{words.maybe}</NoteTitle>
        {words.gap}
        {words.unreachable}
        {words.gap}
        {words.look}
      </NoteBox>
    );
  }
  const { problem, created } = creation;
  const kind = creation.isInBetween === true ? 'in-between' : problemKind(problem);
  const isUnsure = created === 'maybe';
  return (
    <NoteBox
      tone={isUnsure ? 'warn' : 'bad'}
      role="alert"
      data-testid="creation-trouble"
      data-created={created}
    >
      <NoteTitle>{words[created]}</NoteTitle>
      {words.gap}
      {words[kind]}
      {isUnsure && words.gap}
      {isUnsure && words.look}
      {kind === 'other' && problem.message !== '' && <p>{words.said(problem.message)}</p>}
      <p className={`${dotted['dotted']} ${css['codes']}`}>
        {problem.code !== '' && (
          <span>
            {words.code} <code translate="no">{problem.code}</code>
          </span>
        )}{' '}
        {problem.requestId !== '' && (
          <span>
            {problem.code !== '' && <i>· </i>}
            {words.request} <code translate="no">{problem.requestId}</code>
          </span>
        )}
      </p>
    </NoteBox>
  );
}
