import { useEffect, useRef, useState } from 'react';
import type { Upload, UploadQueue } from '../../upload/model/upload.ts';
import { useI18n } from '../locales/I18n.tsx';
import { useAnnounce } from '../ui/Announcer.tsx';
import { useStillUploads } from '../uploads/useUploads.ts';
import { announcementsFor } from './announcements.ts';
import { createCrowd } from './batch.ts';
import { createEndWatch } from './end-notice.ts';
import { isSameToHear, milestonesBetween } from './milestones.ts';
import { NAME, pageTitle } from './page-title.ts';
import { createRation } from './limit.ts';
import { noticePermission, showNotice } from './system-notice.ts';
import { createTitlePace } from './title-pace.ts';
import { useListWords } from '../locales/useWords.ts';

type UploadWatchProps = {
  readonly queue: UploadQueue;
  /** The first list there was: what has happened since is still to be told. */
  readonly earliest: readonly Upload[];
};

/** What the uploads need from the page besides being shown: to be heard, and seen from another tab. */
export function UploadAnnouncer({ queue, earliest }: UploadWatchProps) {
  const uploads = useStillUploads(queue, isSameToHear);
  const still = useStillUploads(queue);
  const { messages, format } = useListWords();
  const { title } = useI18n().messages.page;
  const announce = useAnnounce();
  const heard = useRef<readonly Upload[]>(undefined);
  const [ration] = useState(createRation);
  const [endWatch] = useState(createEndWatch);
  const [crowd] = useState(createCrowd);
  const [titlePace] = useState(() => createTitlePace((text) => (document.title = text)));

  useEffect(() => {
    const now = performance.now();
    const lists = heard.current === undefined ? [earliest, uploads] : [uploads];
    for (const list of lists) {
      const milestones = ration.grant(milestonesBetween(heard.current ?? [], list, now), list);
      heard.current = list;
      const { singly, tally } = crowd.hear(milestones, list);
      for (const text of announcementsFor(singly, list, messages, format, now)) announce(text);
      if (tally !== undefined) {
        announce(messages.announce.tally(format.count(tally.done), format.count(tally.total)));
      }
    }
  }, [earliest, uploads, messages, format, announce, ration, crowd]);

  useEffect(() => {
    const end = endWatch.look(uploads, performance.now());
    // Whoever sees the page needs no message.
    if (end === undefined || !document.hidden || noticePermission() !== 'granted') return;
    const words = messages.list;
    const parts = [words.done(format.count(end.done), format.count(end.total))];
    if (end.failed > 0) parts.push(words.failed(end.failed));
    showNotice(NAME, parts.join(' · '));
  }, [uploads, endWatch, messages, format]);

  // What has happened is told at once.
  useEffect(() => {
    titlePace.show(pageTitle(still, title, messages, format));
  }, [still, titlePace, title, messages, format]);

  // Bytes that move, seldom.
  useEffect(() => {
    const read = () => pageTitle(queue.getSnapshot(), title, messages, format);
    const leave = queue.subscribe(() => titlePace.follow(read));
    return () => {
      leave();
      titlePace.stop();
    };
  }, [queue, titlePace, title, messages, format]);

  return null;
}
