import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { useAnnounce } from '../ui/Announcer.tsx';
import { scenarioLink } from './address.ts';
import { Caption } from './Caption.tsx';
import css from './Dock.module.css';
import { perform } from './perform.ts';
import type { PresenterKey } from './presenter-keys.ts';
import type { PresenterProps } from './presenter-props.ts';
import { SCRIPT } from './script/script.ts';
import { ShowBar } from './ShowBar.tsx';
import type { DemoControls } from './script/demo-controls.ts';
import { startOver } from './start-over.ts';
import { StepButtons } from './StepButtons.tsx';
import { Tools } from './Tools.tsx';
import { usePresenterKeys } from './usePresenterKeys.ts';
import { usePresenterWords } from './usePresenterWords.ts';
import type { Show, ShowControls } from './useShow.ts';

type DockProps = Pick<ShowControls, 'goTo' | 'noteDone'> & {
  readonly show: Show;
  readonly controls: DemoControls;
  readonly page: PresenterProps;
  readonly onRestart: () => void;
  readonly onClose: () => void;
};

/** The captions of the show, and what the presenter has in hand. */
export function Dock({ show, controls, page, goTo, noteDone, onRestart, onClose }: DockProps) {
  const words = usePresenterWords();
  const announce = useAnnounce();
  const id = useId();
  const [showsTools, setShowsTools] = useState(false);
  const forward = useRef<HTMLButtonElement>(null);
  const { at, step, isPending } = show;
  const { title, act } = words.steps[step.id];

  useEffect(() => forward.current?.focus(), []);
  const said = `${words.step(String(at + 1), String(SCRIPT.length))}: ${title}. ${act}`;
  useEffect(() => announce(said), [announce, said]);

  const goOn = useCallback(() => {
    if (step.act === undefined || !isPending) return goTo(at + 1);
    perform(step.act, controls, page);
    noteDone();
  }, [step, isPending, controls, page, noteDone, goTo, at]);

  const restart = useCallback(() => {
    void startOver(controls, page).then((isEmpty) =>
      announce(isEmpty ? words.startedOver : words.notStartedOver),
    );
    onRestart();
  }, [controls, page, announce, words, onRestart]);

  const onKey = useCallback(
    (key: PresenterKey) => {
      switch (key) {
        case 'next':
          return goOn();
        case 'back':
          return goTo(at - 1);
        case 'start-over':
          return restart();
      }
    },
    [goOn, goTo, at, restart],
  );
  usePresenterKeys(onKey);

  return (
    <section
      className={css['dock']}
      aria-labelledby={id}
      data-testid="presenter-dock"
      data-step={step.id}
    >
      <ShowBar
        id={id}
        show={show}
        tools={{ isOpen: showsTools, toggle: () => setShowsTools(!showsTools) }}
        onClose={onClose}
      />
      <Caption
        words={words.steps[step.id]}
        isDone={step.act !== undefined && !isPending}
        link={step.scenario && scenarioLink(location.search, at, step.scenario)}
      />
      <StepButtons
        show={show}
        forward={forward}
        goTo={goTo}
        onForward={goOn}
        onStartOver={restart}
      />
      <Tools controls={controls} page={page} isUnfolded={showsTools} onStartOver={restart} />
    </section>
  );
}
