import { FILE_SUFFIXES, isFileSuffix, type FileSuffix } from '../../../contract/file-suffix.ts';
import select from '../../ui/select.module.css';
import css from './SuffixSelect.module.css';

type SuffixSelectProps = {
  readonly suffix: FileSuffix;
  readonly label: string;
  readonly onChoice: (suffix: FileSuffix) => void;
};

export function SuffixSelect({ suffix, label, onChoice }: SuffixSelectProps) {
  return (
    <span className={select['box']}>
      <select
        translate="no"
        className={css['select']}
        aria-label={label}
        data-testid="suffix"
        value={suffix}
        onChange={(event) => {
          if (isFileSuffix(event.target.value)) onChoice(event.target.value);
        }}
      >
        {FILE_SUFFIXES.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </span>
  );
}
