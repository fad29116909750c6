import { useRef, useState } from 'react';
import type { OtaFirmware } from '../../contract/ota-firmware.ts';
import type { Dialect } from '../../contract/dialect.ts';
import { useWords } from '../locales/useWords.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { asCurl, asNode, asParameters } from './as-code.ts';
import css from './CreatePackage.module.css';

type CodeSamplesProps = {
  readonly name: string;
  readonly firmware: OtaFirmware;
  readonly dialect: Dialect;
  /** Absolute; undefined where this page's server makes no packages. */
  readonly endpoint: string | undefined;
  readonly target: string | undefined;
  readonly isUnfinished: boolean;
};

const SAMPLES = ['parameters', 'curl', 'node'] as const;
type Sample = (typeof SAMPLES)[number];

/** The same call for a script of the user's own. It changes with what is typed above. */
export function CodeSamples(props: CodeSamplesProps) {
  const { name, firmware, dialect, endpoint, target, isUnfinished } = props;
  const { code: words } = useWords('createPackage');
  const [chosen, setChosen] = useState<Sample>('parameters');
  const shown = useRef<HTMLElement>(null);
  const text = (): string => {
    switch (chosen) {
      case 'parameters':
        return asParameters(firmware);
      case 'curl':
        return asCurl(firmware, endpoint ?? '', target);
      case 'node':
        return asNode(firmware, dialect);
    }
  };
  const note = { parameters: undefined, curl: words.curlNote, node: words.nodeNote }[chosen];
  return (
    <section className={css['samples']} aria-label={words.title}>
      <fieldset className={css['tabs']}>
        <legend>{words.title}</legend>
        {SAMPLES.filter((sample) => sample !== 'curl' || endpoint !== undefined).map((sample) => (
          <label key={sample}>
            <input
              type="radio"
              name="sample"
              checked={chosen === sample}
              data-testid={`sample-${sample}`}
              onChange={() => setChosen(sample)}
            />
            {words[sample]}
          </label>
        ))}
        <CopyButton
          label={words.copyLabel(words[chosen], name)}
          testId="copy-sample"
          shown={shown}
          text={text}
        >
          {words.copy}
        </CopyButton>
      </fieldset>
      <pre className={css['code']}>
        <code ref={shown} translate="no" data-testid="sample">
          {text()}
        </code>
      </pre>
      {note !== undefined && <p className={css['hint']}>{note}</p>}
      {isUnfinished && <p className={css['hint']}>{words.unfinished}</p>}
    </section>
  );
}
