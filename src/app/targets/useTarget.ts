import { useCallback, useMemo, useRef, useState } from 'react';
import type { PageConfig, PageTarget } from '../../contract/page-config.ts';
import type { SuffixChoice } from '../../upload/model/upload.ts';
import type { Late } from '../late/late.ts';
import type { QueueHandle } from '../uploads/queue-handle.ts';

/** Files that wait for the user's word before they go to a target. */
export type AskedFiles = { readonly files: readonly File[]; readonly target: PageTarget };

/** Survives a reload of this tab alone: another tab may work on another target. */
const CHOSEN = 'ota-drop-target';
/** Settings that have not come by then are asked for again with the ticket, which is not given where a question was due. */
const SETTINGS_MS = 1_000;

/** Where the files go that are added next, and whether that has been asked. */
export function useTarget(
  settings: Late<PageConfig>,
  config: PageConfig | undefined,
  queue: QueueHandle,
  choice: SuffixChoice,
) {
  const [chosen, setChosen] = useState(readChosen);
  const [asked, setAsked] = useState<AskedFiles | undefined>(undefined);
  /** Targets that were agreed to since the page was opened. */
  const agreed = useRef(new Set<string>());
  const target = targetOf(config, chosen);

  const send = useCallback(
    (files: readonly File[], to: PageTarget | undefined) => {
      if (to?.askFirst !== true || agreed.current.has(to.id)) {
        queue.add(files, choice, to?.id);
      } else {
        setAsked((before) => ({ files: [...(before?.files ?? []), ...files], target: to }));
      }
    },
    [queue, choice],
  );

  const add = useCallback(
    (files: readonly File[]) => {
      if (settings.getSnapshot().status !== 'loading') return send(files, target);
      const late = new Promise<undefined>((resolve) => {
        setTimeout(() => resolve(undefined), SETTINGS_MS);
      });
      void Promise.race([settings.get().catch(() => undefined), late]).then((read) =>
        send(files, targetOf(read, chosen)),
      );
    },
    [settings, send, target, chosen],
  );

  return useMemo(
    () => ({
      target,
      add,
      asked,
      answer: (agrees: boolean) => {
        if (asked !== undefined && agrees) {
          agreed.current.add(asked.target.id);
          queue.add(asked.files, choice, asked.target.id);
        }
        setAsked(undefined);
      },
      choose: (id: string) => {
        keepChosen(id);
        setChosen(id);
      },
    }),
    [target, add, asked, queue, choice],
  );
}

function targetOf(config: PageConfig | undefined, chosen: string | null): PageTarget | undefined {
  return config?.targets?.find(({ id }) => id === chosen) ?? config?.targets?.[0];
}

function readChosen(): string | null {
  try {
    return sessionStorage.getItem(CHOSEN);
  } catch {
    return null;
  }
}

function keepChosen(id: string): void {
  try {
    sessionStorage.setItem(CHOSEN, id);
  } catch {
    // Storage is forbidden: it lasts until a reload.
  }
}
