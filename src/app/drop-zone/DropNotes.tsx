import { useI18n } from '../locales/I18n.tsx';
import { Notice } from '../ui/Notice.tsx';
import type { Sorted } from './left-out.ts';

type DropNotesProps = {
  /** Of what was added last. */
  readonly sorted: Sorted | undefined;
  /** Files and folders of the last drop that the browser did not hand out. */
  readonly unreadable: number;
};

/** What was not added, and why: nothing is left out in silence. */
export function DropNotes({ sorted, unreadable }: DropNotesProps) {
  const { messages, format } = useI18n();
  const leftOut = sorted?.leftOut ?? 0;
  const words = sorted?.kept.length === 0 ? messages.drop.allLeftOut : messages.drop.leftOut;
  return (
    <>
      {leftOut > 0 && (
        <Notice role="alert" tone="info" data-testid="left-out">
          {words(format.count(leftOut))}
        </Notice>
      )}
      {unreadable > 0 && (
        <Notice role="alert" data-testid="not-handed-out">
          {messages.drop.someUnreadable(format.count(unreadable))}
        </Notice>
      )}
    </>
  );
}
