import { kept } from '../locales/text/kept.ts';
import { useWords } from '../locales/useWords.ts';
import { Question } from '../ui/Question.tsx';
import type { AskedFiles } from './useTarget.ts';

export type TargetQuestionProps = {
  readonly asked: AskedFiles;
  readonly onAnswer: (agrees: boolean) => void;
};

/** Before the first upload of a visit to a target that wants it. */
export function TargetQuestion({ asked: { files, target }, onAnswer }: TargetQuestionProps) {
  const words = useWords('targets');
  const label = kept(target.label);
  return (
    <Question
      question={
        target.production
          ? words.askProduction(files.length, label)
          : words.ask(files.length, label)
      }
      yes={words.yes(label)}
      no={words.no}
      testId="target-question"
      onYes={() => onAnswer(true)}
      onNo={() => onAnswer(false)}
    />
  );
}
