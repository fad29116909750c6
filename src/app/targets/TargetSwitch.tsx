import { readColor } from '../../contract/access/target.ts';
import type { PageTarget } from '../../contract/page-config.ts';
import { useWords } from '../locales/useWords.ts';
import select from '../ui/select.module.css';
import css from './TargetSwitch.module.css';

export type TargetSwitchProps = {
  readonly targets: readonly PageTarget[];
  readonly target: PageTarget;
  readonly onChoose: (id: string) => void;
};

/** Where the files go that are added next. What is on the list already goes where it was to go. */
export function TargetSwitch({ targets, target, onChoose }: TargetSwitchProps) {
  const words = useWords('targets');
  const { id, label, color, production } = target;
  const look = {
    className: css['target'],
    style: { backgroundColor: color, borderColor: color, color: readColor(color).ink },
    'data-testid': 'target',
    'data-target': id,
    'data-production': production ? '' : undefined,
    title: production ? words.productionNote(label) : words.note(label),
    translate: 'no',
  } as const;
  if (targets.length === 1) {
    return (
      <span {...look}>
        {production && <span aria-hidden="true">▲ </span>}
        {label}
      </span>
    );
  }
  return (
    <span className={select['box']} style={{ color: look.style.color }}>
      <select
        {...look}
        aria-label={words.choose}
        value={id}
        onChange={(event) => onChoose(event.target.value)}
      >
        {targets.map((each) => (
          <option key={each.id} value={each.id}>
            {each.production ? `▲ ${each.label}` : each.label}
          </option>
        ))}
      </select>
    </span>
  );
}
