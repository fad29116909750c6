// First, so that it is what names the cascade layers in their order.
import './styles/index.css';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { PageConfig } from '../contract/page-config.ts';
import type { SuffixChoice } from '../upload/model/upload.ts';
import type { ReceiptStore } from '../upload/storage/receipts.ts';
import type { IsThatFile } from '../upload/storage/compare-file.ts';
import css from './App.module.css';
import { CompareContext } from './compare/CompareContext.ts';
import { CrashBoundary } from './crash/CrashBoundary.tsx';
import { DropOverlay } from './drop-zone/DropOverlay.tsx';
import { DropNotes } from './drop-zone/DropNotes.tsx';
import { DropZone } from './drop-zone/DropZone.tsx';
import { withoutLeftOut, type Sorted } from './drop-zone/left-out.ts';
import { NoUploads } from './drop-zone/NoUploads.tsx';
import { useDrop } from './drop-zone/useDrop.ts';
import { usePaste } from './drop-zone/usePaste.ts';
import { SavedExchangesContext } from './exchange/SavedExchangesContext.ts';
import { ForeignWorker } from './foreign-worker/ForeignWorker.tsx';
import type { WorkerWatch } from './foreign-worker/worker-watch.ts';
import type { ReceiptsProps } from './receipts/Receipts.tsx';
import { I18nProvider, useI18n } from './locales/I18n.tsx';
import type { Locale } from './locales/locale.ts';
import type { Late } from './late/late.ts';
import { createLatePart } from './late/late-part.tsx';
import { PartNote } from './late/PartNote.tsx';
import { useIsMissed, useLate, useLoadSoon } from './late/useLate.ts';
import { NewVersion, type Updates } from './new-version/NewVersion.tsx';
import { PageConfigContext, usePageConfig, useReadConfig } from './page/PageConfigContext.ts';
import { PlatformBar } from './platform-bar/PlatformBar.tsx';
import { placedTitle } from './route/placed-title.ts';
import { useReceiptsPage } from './route/useReceiptsPage.ts';
import { goTo, useRoute } from './route/useRoute.ts';
import { Announcer } from './ui/Announcer.tsx';
import { Notice } from './ui/Notice.tsx';
import type { UploadPanelProps } from './upload-list/UploadPanel.tsx';
import { useAskBeforeLeaving } from './page/useAskBeforeLeaving.ts';
import type { QueueHandle } from './uploads/queue-handle.ts';
import { useEarliestUploads, useFromUploads, useIsUploading } from './uploads/useUploads.ts';

const UploadPanel = createLatePart<UploadPanelProps>(() =>
  import('./upload-list/UploadPanel.tsx').then(({ UploadPanel }) => UploadPanel),
);

const Receipts = createLatePart<ReceiptsProps>(() =>
  import('./receipts/Receipts.tsx').then(({ Receipts }) => Receipts),
);

type PageProps = {
  readonly queue: QueueHandle;
  readonly config: Late<PageConfig>;
  /** What the queue waits for. */
  readonly engine: Late<unknown>;
  readonly openHistory: () => Promise<ReceiptStore>;
  readonly updates: Updates;
  readonly workers: WorkerWatch;
};
type AppProps = PageProps & { readonly locale: Locale; readonly isThatFile: IsThatFile };

/** The page. The queue is made outside: transfers outlive whatever happens in here. */
export function App({ locale, isThatFile, ...page }: AppProps) {
  const { openHistory } = page;
  const readExchange = useCallback(
    async (id: string) => (await openHistory()).exchangeOf(id),
    [openHistory],
  );
  return (
    <I18nProvider initial={locale}>
      <Announcer>
        <PageConfigContext value={page.config}>
          <CompareContext value={isThatFile}>
            <SavedExchangesContext value={readExchange}>
              <CrashBoundary queue={page.queue}>
                <Page {...page} />
              </CrashBoundary>
            </SavedExchangesContext>
          </CompareContext>
        </PageConfigContext>
      </Announcer>
    </I18nProvider>
  );
}

/** All of the page takes drops; the zone in it shows where to look and holds the one real button. */
function Page({ queue, config: settings, engine, openHistory, updates, workers }: PageProps) {
  const { messages } = useI18n();
  const config = usePageConfig();
  const isUnreadable = useIsMissed(settings);
  useReadConfig(settings);
  const simulated = config?.cloud === 'simulated';
  const isOurs = simulated || config?.cloud === 'embedded';

  const [choice, setChoice] = useState<SuffixChoice>('auto');
  const [sorted, setSorted] = useState<Sorted | undefined>(undefined);
  const add = useCallback(
    (files: readonly File[]) => {
      const next = withoutLeftOut(files);
      setSorted(next);
      if (next.kept.length > 0) queue.add(next.kept, choice);
      // Beside the receipts, which take no drops: the user sees what became of it.
      goTo({ page: 'uploads' });
    },
    [queue, choice],
  );
  const { getRootProps, hovering, reading, fault, unreadable, forgive } = useDrop(add);
  const addInstead = useCallback(
    (files: readonly File[]) => {
      forgive();
      add(files);
    },
    [add, forgive],
  );
  const route = useRoute();
  const showsReceipts = route.page === 'receipts';
  usePaste(showsReceipts ? undefined : addInstead);

  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const openChooser = useCallback(() => input.current?.click(), []);
  // Without scrolling: what had the focus may be far down the list.
  const focusChooser = useCallback(() => button.current?.focus({ preventScroll: true }), []);
  const addSample = useCallback(
    (files: readonly File[]) => {
      addInstead(files);
      // The button that was pressed is gone: the list takes its place.
      focusChooser();
    },
    [addInstead, focusChooser],
  );
  const onSample = isOurs ? addSample : undefined;

  const { isEntered, receiptsLink } = useReceiptsPage(showsReceipts);

  const earliest = useEarliestUploads(queue);
  const list = queue.current();
  // Files that came before the engine count: what the user sees next is the list.
  const hasList = useFromUploads(queue, (uploads) => uploads.length > 0 || queue.heldFiles() > 0);
  useLoadSoon(useMemo(() => [engine, UploadPanel], [engine]));
  const isUploading = useIsUploading(queue);
  const isHolding = useFromUploads(queue, () => queue.heldFiles() > 0);
  useAskBeforeLeaving(isUploading || isHolding);
  useEffect(() => {
    // Later it says how far the uploads are.
    if (earliest === undefined) {
      document.title = placedTitle(
        messages.page.title,
        showsReceipts ? messages.page.receipts : undefined,
      );
    }
  }, [earliest, messages, showsReceipts]);

  return (
    <div {...getRootProps({ className: css['page'] })}>
      <PlatformBar
        cloud={config?.cloud}
        showsReceipts={showsReceipts}
        receiptsLink={receiptsLink}
      />
      <main className={css['main']} data-list={hasList || showsReceipts || undefined}>
        {showsReceipts && (
          <CrashBoundary queue={queue}>
            <Receipts
              openHistory={openHistory}
              simulated={simulated}
              list={queue.current}
              id={route.id}
              isEntered={isEntered}
            />
          </CrashBoundary>
        )}
        <NewVersion updates={updates} queue={queue} />
        <ForeignWorker watch={workers} queue={queue} />
        {simulated && <Notice>{messages.page.simulatedNote}</Notice>}
        {isUnreadable && <Notice>{messages.page.settingsUnreadable}</Notice>}
        <div className={css['desk']} hidden={showsReceipts}>
          <DropZone
            input={input}
            button={button}
            look={hasList ? 'strip' : 'zone'}
            choice={choice}
            onChoice={setChoice}
            onFiles={addInstead}
          />
          {reading && <Notice>{messages.drop.reading}</Notice>}
          {fault !== undefined && <Notice role="alert">{messages.drop[fault]}</Notice>}
          <DropNotes sorted={fault === undefined ? sorted : undefined} unreadable={unreadable} />
          {earliest === undefined || list === undefined ? (
            <NoList isHolding={isHolding} engine={engine} onSample={onSample} />
          ) : (
            <UploadPanel
              queue={list}
              earliest={earliest}
              simulated={simulated}
              onSample={onSample}
              openChooser={openChooser}
              focusChooser={focusChooser}
            />
          )}
        </div>
      </main>
      {hovering && <DropOverlay choice={choice} />}
    </div>
  );
}

type NoListProps = Pick<PageProps, 'engine'> &
  Pick<UploadPanelProps, 'onSample'> & { readonly isHolding: boolean };

/**
 * As long as there is nothing on the list. Files that came before the engine are held, and that is shown; an engine that could
 * not be loaded may have had a list to bring back.
 */
function NoList({ isHolding, engine, onSample }: NoListProps) {
  const isMissed = useIsMissed(engine);
  return isHolding || isMissed ? <EngineNote engine={engine} /> : <NoUploads onSample={onSample} />;
}

function EngineNote({ engine }: Pick<PageProps, 'engine'>) {
  const { status } = useLate(engine);
  return status === 'here' ? null : <PartNote status={status} />;
}
