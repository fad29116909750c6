import { useCallback, useEffect, useState } from 'react';
import type { Upload, UploadQueue } from '../../upload/model/upload.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useListWords } from '../locales/useWords.ts';
import { markedTitle } from '../page/marked-title.ts';
import { usePageConfig } from '../page/PageConfigContext.ts';
import { useAnnounce } from '../ui/Announcer.tsx';
import { useSnapshot } from '../ui/useSnapshot.ts';
import { useUploads } from '../uploads/useUploads.ts';
import { createAnnouncements } from './announcements.ts';
import { createHeardList } from './heard-list.ts';
import { createEndWatch, notificationPermission, showNotification } from './notification.ts';
import { createTitleWriter, NAME, pageTitle } from './title.ts';
import { placedTitle } from '../route/placed-title.ts';
import { useRoute } from '../route/useRoute.ts';

type UploadAnnouncerProps = {
  readonly queue: UploadQueue;
  /** The first list there was: this part of the page may have come later than that. */
  readonly earliest: readonly Upload[];
};

/** What the uploads need from the page besides being shown: to be heard, and seen from another tab. */
export function UploadAnnouncer({ queue, earliest }: UploadAnnouncerProps) {
  const [heardList] = useState(() => createHeardList(queue));
  const uploads = useSnapshot(queue, heardList);
  const still = useUploads(queue);
  const { messages, format } = useListWords();
  const { messages: first } = useI18n();
  const place = useRoute().page === 'receipts' ? first.page.receipts : undefined;
  const cloud = usePageConfig()?.cloud;
  const announce = useAnnounce();
  const [announcements] = useState(() => createAnnouncements(earliest));
  const [endWatch] = useState(createEndWatch);
  const [titleWriter] = useState(() => createTitleWriter((text) => (document.title = text)));

  useEffect(() => {
    const sentences = announcements.hear(uploads, messages, format, performance.now());
    for (const sentence of sentences) announce(sentence);
  }, [announcements, uploads, messages, format, announce]);

  useEffect(() => {
    const end = endWatch.look(uploads, performance.now());
    // A user who sees the page needs no message.
    if (end === undefined || !document.hidden || notificationPermission() !== 'granted') return;
    const words = messages.list;
    const parts = [words.done(format.count(end.done), format.count(end.total))];
    if (end.failed > 0) parts.push(words.failed(end.failed));
    showNotification(NAME, parts.join(' · '));
  }, [uploads, endWatch, messages, format]);

  const titleOf = useCallback(
    (list: readonly Upload[]) =>
      markedTitle(
        placedTitle(pageTitle(list, first.page.title, messages, format), place),
        cloud,
        first,
      ),
    [first, messages, format, place, cloud],
  );

  // What has happened is shown at once.
  useEffect(() => {
    titleWriter.show(titleOf(still));
  }, [still, titleWriter, titleOf]);

  // Bytes that move, seldom.
  useEffect(() => {
    const read = () => titleOf(queue.getSnapshot());
    const leave = queue.subscribe(() => titleWriter.follow(read));
    return () => {
      leave();
      titleWriter.stop();
    };
  }, [queue, titleWriter, titleOf]);

  return null;
}
