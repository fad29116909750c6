import { useId } from 'react';
import css from './LineChoice.module.css';
import { LINES, type LineName } from './script/demo-controls.ts';
import tools from './Tools.module.css';
import { usePresenterWords } from './usePresenterWords.ts';

type LineChoiceProps = {
  readonly line: LineName;
  readonly onChoose: (line: LineName) => void;
};

/** How fast the simulated line is, at once, for what is under way as well. */
export function LineChoice({ line, onChoose }: LineChoiceProps) {
  const words = usePresenterWords();
  const name = useId();
  return (
    <fieldset className={tools['group']}>
      <legend>{words.line}</legend>
      {LINES.map((each) => (
        <label key={each} className={css['choice']}>
          <input
            type="radio"
            name={name}
            value={each}
            checked={each === line}
            data-testid="presenter-line"
            data-line={each}
            onChange={() => onChoose(each)}
          />
          {words.lines[each]}
        </label>
      ))}
    </fieldset>
  );
}
