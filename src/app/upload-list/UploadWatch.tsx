import { useEffect, useRef } from 'react';
import type { UploadQueue } from '../../upload/upload.ts';
import { mayCancel } from '../../upload/upload-state.ts';
import { useI18n } from '../i18n/I18n.tsx';
import { useAnnounce } from '../ui/Announcer.tsx';
import { useUploads } from '../useUploads.ts';
import { announcementsFor } from './announcements.ts';
import { milestonesBetween } from './milestones.ts';

/** What the uploads need from the page besides being shown: to be heard, and not to be left behind by accident. */
export function UploadWatch({ queue }: { readonly queue: UploadQueue }) {
  const uploads = useUploads(queue);
  const { messages, format } = useI18n();
  const announce = useAnnounce();
  const heard = useRef(uploads);

  useEffect(() => {
    const milestones = milestonesBetween(heard.current, uploads);
    heard.current = uploads;
    for (const text of announcementsFor(milestones, uploads, messages, format)) announce(text);
  }, [uploads, messages, format, announce]);

  const unfinished = uploads.some(({ state }) => mayCancel(state));
  useEffect(() => {
    if (!unfinished) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [unfinished]);

  return null;
}
