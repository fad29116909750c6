import { Button } from '../ui/Button.tsx';
import chip from '../ui/chip.module.css';
import { useSnapshot } from '../ui/useSnapshot.ts';
import css from './Tools.module.css';
import { perform } from './perform.ts';
import { KeyHint } from './KeyHint.tsx';
import { LineChoice } from './LineChoice.tsx';
import type { PresenterProps } from './presenter-props.ts';
import { SAMPLES, type DemoControls } from './script/demo-controls.ts';
import { useLargeType } from './useLargeType.ts';
import { usePresenterWords } from './usePresenterWords.ts';

type ToolsProps = {
  readonly controls: DemoControls;
  readonly page: PresenterProps;
  /** On a phone they are folded. */
  readonly isUnfolded: boolean;
  readonly onStartOver: () => void;
};

/** What does not follow the script. */
export function Tools({ controls, page, isUnfolded, onStartOver }: ToolsProps) {
  const words = usePresenterWords();
  const line = useSnapshot(controls, controls.line);
  const [isLarge, setLarge] = useLargeType();
  return (
    <div className={css['tools']} data-unfolded={isUnfolded || undefined}>
      <fieldset className={css['group']}>
        <legend>{words.samples}</legend>
        {SAMPLES.map((sample) => (
          <button
            key={sample}
            type="button"
            className={chip['chip']}
            data-testid="presenter-sample"
            data-sample={sample}
            onClick={() => perform({ kind: 'drop', sample, which: 'next', line }, controls, page)}
          >
            {words.sample[sample]}
          </button>
        ))}
      </fieldset>
      <LineChoice line={line} onChoose={controls.chooseLine} />
      <div className={css['rest']}>
        <button
          type="button"
          className={`${chip['chip']} ${css['large']}`}
          aria-pressed={isLarge}
          data-testid="presenter-large-type"
          onClick={() => setLarge(!isLarge)}
        >
          {words.largeType}
        </button>
        <Button data-testid="presenter-start-over" data-costly onClick={onStartOver}>
          {words.startOver}
        </Button>
      </div>
      <KeyHint />
    </div>
  );
}
