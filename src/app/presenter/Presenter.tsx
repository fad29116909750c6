import { useCallback, useRef } from 'react';
import { createPortal } from 'react-dom';
import { Button } from '../ui/Button.tsx';
import { Dock } from './Dock.tsx';
import type { PresenterPart, PresenterProps } from './presenter-props.ts';
import type { DemoControls } from './script/demo-controls.ts';
import { usePresenterWords } from './usePresenterWords.ts';
import { useShow } from './useShow.ts';

export function createPresenter(controls: DemoControls): PresenterPart {
  return (props) => <Presenter controls={controls} {...props} />;
}

/** A button in the demo's banner; what it opens lies below the page, and is no part of it. */
function Presenter({ controls, ...page }: PresenterProps & { readonly controls: DemoControls }) {
  const words = usePresenterWords();
  const { show, open, close, goTo, noteDone } = useShow();
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
            controls={controls}
            page={page}
            goTo={goTo}
            noteDone={noteDone}
            onRestart={open}
            onClose={leave}
          />,
          document.body,
        )}
    </>
  );
}
