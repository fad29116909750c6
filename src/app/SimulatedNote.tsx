import { flushSync } from 'react-dom';
import { useI18n } from './locales/I18n.tsx';
import type { PresenterPart, PresenterProps } from './presenter/presenter-props.ts';
import type { ReplaysPart } from './replay/replay-props.ts';
import { Notice } from './ui/Notice.tsx';

/** What the demo puts into the page. No other build has it. */
export type DemoParts = { readonly presenter: PresenterPart; readonly replays: ReplaysPart };

type SimulatedNoteProps = PresenterProps & {
  readonly demo: DemoParts | undefined;
  /** The recording that is played in place of the list. */
  readonly replayed: File | undefined;
  readonly onReplay: (file: File | undefined) => void;
  /** The list is shown, and not the receipts. */
  readonly isListShown: boolean;
  readonly focusChooser: () => void;
};

/** That nothing leaves this browser, and what the demo has to show. */
export function SimulatedNote(props: SimulatedNoteProps) {
  const { demo, replayed, isListShown } = props;
  const { presenter: Presenter, replays: Replays } = demo ?? {};
  const { queue, openReceipts, add, onReplay, focusChooser } = props;
  const { messages } = useI18n();
  const show = (file: File | undefined) => {
    // The list is back before the focus goes there.
    flushSync(() => onReplay(file));
    if (file === undefined) focusChooser();
  };
  return (
    <>
      <Notice
        action={
          <>
            {Presenter && <Presenter queue={queue} openReceipts={openReceipts} add={add} />}
            {Replays && isListShown && replayed === undefined && (
              <Replays file={undefined} onFile={show} />
            )}
          </>
        }
      >
        {messages.page.simulatedNote}
      </Notice>
      {Replays && isListShown && replayed !== undefined && (
        <Replays file={replayed} onFile={show} />
      )}
    </>
  );
}
