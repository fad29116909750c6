import { useCallback, useRef } from 'react';
import { createPortal } from 'react-dom';
import { Button } from '../ui/Button.tsx';
import { Dock } from './Dock.tsx';
import type { PresenterPart, PresenterProps } from './presenter-props.ts';
import type { Stage } from './script/stage.ts';
import { usePresenterWords } from './usePresenterWords.ts';
import { useShow } from './useShow.ts';

export function createPresenter(stage: Stage): PresenterPart {
  return (props) => <Presenter stage={stage} {...props} />;
}

/** A button in the demo's banner; what it opens lies below the page, and is no part of it. */
function Presenter({ stage, ...page }: PresenterProps & { readonly stage: Stage }) {
  const words = usePresenterWords();
  const { show, open, close, ...controls } = useShow();
  const button = useRef<HTMLButtonElement>(null);
  const leave = useCallback(() => {
    close();
    button.current?.focus();
  }, [close]);
  return (
    <>
      <Button
        ref={button}
        aria-expanded={show !== undefined}
        data-testid="presenter"
        onClick={show === undefined ? open : leave}
      >
        {words.open}
      </Button>
      {show &&
        createPortal(
          <Dock
            show={show}
            stage={stage}
            page={page}
            goTo={controls.goTo}
            noteDone={controls.noteDone}
            onRestart={open}
            onClose={leave}
          />,
          document.body,
        )}
    </>
  );
}
