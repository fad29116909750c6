import { useEffect, useRef, useState } from 'react';
import type { Upload, UploadQueue } from '../../upload/upload.ts';
import { useI18n } from '../i18n/I18n.tsx';
import { useAnnounce } from '../ui/Announcer.tsx';
import { useUploads } from '../useUploads.ts';
import { announcementsFor } from './announcements.ts';
import { milestonesBetween } from './milestones.ts';
import { pageTitle } from './page-title.ts';
import { createRation } from './ration.ts';
import { useListWords } from './useListWords.ts';

type UploadWatchProps = {
  readonly queue: UploadQueue;
  /** The first list there was: what has happened since is still to be told. */
  readonly earliest: readonly Upload[];
};

/** What the uploads need from the page besides being shown: to be heard, and seen from another tab. */
export function UploadWatch({ queue, earliest }: UploadWatchProps) {
  const uploads = useUploads(queue);
  const { messages, format } = useListWords();
  const { title } = useI18n().messages.page;
  const announce = useAnnounce();
  const heard = useRef<readonly Upload[]>([]);
  const [ration] = useState(createRation);

  useEffect(() => {
    const now = performance.now();
    const lists = heard.current.length === 0 ? [earliest, uploads] : [uploads];
    for (const list of lists) {
      const milestones = ration.grant(milestonesBetween(heard.current, list, now), list);
      heard.current = list;
      for (const text of announcementsFor(milestones, list, messages, format, now)) announce(text);
    }
  }, [earliest, uploads, messages, format, announce, ration]);

  useEffect(() => {
    document.title = pageTitle(uploads, title, messages, format);
  }, [uploads, title, messages, format]);

  return null;
}
