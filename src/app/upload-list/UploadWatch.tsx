import { useEffect, useRef, useState } from 'react';
import type { UploadQueue } from '../../upload/upload.ts';
import { mayCancel } from '../../upload/upload-state.ts';
import { useI18n } from '../i18n/I18n.tsx';
import { useAnnounce } from '../ui/Announcer.tsx';
import { useUploads } from '../useUploads.ts';
import { useAskBeforeLeaving } from '../useAskBeforeLeaving.ts';
import { announcementsFor } from './announcements.ts';
import { milestonesBetween } from './milestones.ts';
import { pageTitle } from './page-title.ts';
import { createRation } from './ration.ts';

/** What the uploads need from the page besides being shown: to be heard, seen from another tab, and not left behind by accident. */
export function UploadWatch({ queue }: { readonly queue: UploadQueue }) {
  const uploads = useUploads(queue);
  const { messages, format } = useI18n();
  const announce = useAnnounce();
  const heard = useRef(uploads);
  const [ration] = useState(createRation);

  useEffect(() => {
    const now = performance.now();
    const milestones = ration.grant(milestonesBetween(heard.current, uploads, now), uploads);
    heard.current = uploads;
    for (const text of announcementsFor(milestones, uploads, messages, format, now)) announce(text);
  }, [uploads, messages, format, announce, ration]);

  useEffect(() => {
    document.title = pageTitle(uploads, messages, format);
  }, [uploads, messages, format]);

  useAskBeforeLeaving(uploads.some(({ state }) => mayCancel(state)));
  return null;
}
