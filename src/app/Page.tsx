import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { PageConfig } from '../contract/page-config.ts';
import type { SuffixChoice } from '../upload/model/upload.ts';
import type { ReceiptStore } from '../upload/storage/receipts.ts';
import css from './App.module.css';
import { CrashBoundary } from './crash/CrashBoundary.tsx';
import { DropOverlay } from './drop-zone/DropOverlay.tsx';
import { DropNotes } from './drop-zone/DropNotes.tsx';
import { DropZone } from './drop-zone/DropZone.tsx';
import { withoutLeftOut, type Sorted } from './drop-zone/left-out.ts';
import { useDrop } from './drop-zone/useDrop.ts';
import { usePaste } from './drop-zone/usePaste.ts';
import { ForeignWorker } from './foreign-worker/ForeignWorker.tsx';
import type { WorkerWatch } from './foreign-worker/worker-watch.ts';
import type { ReceiptsProps } from './receipts/Receipts.tsx';
import { useI18n } from './locales/I18n.tsx';
import type { Late } from './late/late.ts';
import { createLatePart } from './late/late-part.tsx';
import { useIsMissed, useLoadSoon } from './late/useLate.ts';
import { NewVersion, type Updates } from './new-version/NewVersion.tsx';
import { markedTitle } from './page/marked-title.ts';
import { usePageConfig, useReadConfig } from './page/PageConfigContext.ts';
import { useRecordings } from './replay/useRecordings.ts';
import { PlatformBar } from './platform-bar/PlatformBar.tsx';
import { placedTitle } from './route/placed-title.ts';
import { useReceiptsPage } from './route/useReceiptsPage.ts';
import { goTo, useRoute } from './route/useRoute.ts';
import type { SignInProps } from './sign-in/SignIn.tsx';
import type { UserMenuProps } from './sign-in/UserMenu.tsx';
import type { TargetQuestionProps } from './targets/TargetQuestion.tsx';
import type { TargetSwitchProps } from './targets/TargetSwitch.tsx';
import { useTarget } from './targets/useTarget.ts';
import { Notice } from './ui/Notice.tsx';
import type { UploadPanelProps } from './upload-list/UploadPanel.tsx';
import { useAskBeforeLeaving } from './page/useAskBeforeLeaving.ts';
import type { QueueHandle } from './uploads/queue-handle.ts';
import { useEarliestUploads, useFromUploads, useIsUploading } from './uploads/useUploads.ts';
import { NoList } from './NoList.tsx';
import { SimulatedNote, type DemoParts } from './SimulatedNote.tsx';

const UploadPanel = createLatePart<UploadPanelProps>(() =>
  import('./upload-list/UploadPanel.tsx').then(({ UploadPanel }) => UploadPanel),
);

const Receipts = createLatePart<ReceiptsProps>(() =>
  import('./receipts/Receipts.tsx').then(({ Receipts }) => Receipts),
);

const TargetSwitch = createLatePart<TargetSwitchProps>(
  () => import('./targets/TargetSwitch.tsx').then(({ TargetSwitch }) => TargetSwitch),
  () => null,
);

const TargetQuestion = createLatePart<TargetQuestionProps>(() =>
  import('./targets/TargetQuestion.tsx').then(({ TargetQuestion }) => TargetQuestion),
);

const SignIn = createLatePart<SignInProps>(
  () => import('./sign-in/SignIn.tsx').then(({ SignIn }) => SignIn),
  () => null,
);

const UserMenu = createLatePart<UserMenuProps>(
  () => import('./sign-in/UserMenu.tsx').then(({ UserMenu }) => UserMenu),
  () => null,
);

export type PageProps = {
  readonly queue: QueueHandle;
  readonly config: Late<PageConfig>;
  /** What the queue waits for. */
  readonly engine: Late<unknown>;
  readonly openHistory: () => Promise<ReceiptStore>;
  readonly updates: Updates;
  readonly workers: WorkerWatch;
  /** What a build for testers shows above everything else. */
  readonly children?: ReactNode;
  readonly demo?: DemoParts | undefined;
};
/** All of the page takes drops; the zone in it shows where to look and holds the one real button. */
export function Page({
  queue,
  config: settings,
  engine,
  openHistory,
  updates,
  workers,
  children,
  demo,
}: PageProps) {
  const { messages } = useI18n();
  const config = usePageConfig();
  const isUnreadable = useIsMissed(settings);
  useReadConfig(settings);
  const simulated = config?.cloud === 'simulated';
  const isOurs = simulated || config?.cloud === 'embedded';

  const [choice, setChoice] = useState<SuffixChoice>('auto');
  const { target, add: addTo, asked, answer, choose } = useTarget(settings, config, queue, choice);
  const [sorted, setSorted] = useState<Sorted | undefined>(undefined);
  const { replayed, setReplayed, withoutRecording } = useRecordings(demo !== undefined);
  const add = useCallback(
    (files: readonly File[]) => {
      const next = withoutLeftOut(withoutRecording(files));
      setSorted(next);
      if (next.kept.length > 0) addTo(next.kept);
      // Beside the receipts, which take no drops: the user sees what became of it.
      goTo({ page: 'uploads' });
    },
    [addTo, withoutRecording],
  );
  const { getRootProps, hovering, reading, fault, unreadable, forgive, refuse } = useDrop(add);
  const addInstead = useCallback(
    (files: readonly File[]) => {
      forgive();
      add(files);
    },
    [add, forgive],
  );
  const route = useRoute();
  const showsReceipts = route.page === 'receipts';
  usePaste(showsReceipts ? undefined : addInstead, refuse);

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
  useAskBeforeLeaving(isUploading || isHolding || asked !== undefined);
  useEffect(() => {
    // Later it says how far the uploads are.
    if (earliest === undefined) {
      const place = showsReceipts ? messages.page.receipts : undefined;
      document.title = markedTitle(
        placedTitle(messages.page.title, place),
        config?.cloud,
        messages,
      );
    }
  }, [earliest, messages, showsReceipts, config]);

  return (
    <div {...getRootProps({ className: css['page'] })}>
      <PlatformBar
        cloud={config?.cloud}
        target={
          target && (
            <TargetSwitch targets={config?.targets ?? []} target={target} onChoose={choose} />
          )
        }
        showsReceipts={showsReceipts}
        receiptsLink={receiptsLink}
      >
        {config?.signIn && <UserMenu signIn={config.signIn} />}
      </PlatformBar>
      <main
        className={css['main']}
        data-list={hasList || showsReceipts || replayed !== undefined || undefined}
      >
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
        {children}
        <NewVersion updates={updates} queue={queue} />
        <ForeignWorker watch={workers} queue={queue} />
        {simulated && (
          <SimulatedNote
            queue={queue}
            openHistory={openHistory}
            add={addInstead}
            demo={demo}
            replayed={replayed}
            onReplay={setReplayed}
            isListShown={!showsReceipts}
            focusChooser={focusChooser}
          />
        )}
        {isUnreadable && <Notice>{messages.page.settingsUnreadable}</Notice>}
        {config?.signIn && (
          <SignIn signIn={config.signIn} queue={queue} focusChooser={focusChooser} />
        )}
        <div className={css['desk']} hidden={showsReceipts || replayed !== undefined}>
          <DropZone
            input={input}
            button={button}
            look={hasList ? 'strip' : 'zone'}
            choice={choice}
            onChoice={setChoice}
            onFiles={addInstead}
          />
          {asked !== undefined && (
            <TargetQuestion
              asked={asked}
              onAnswer={(agrees) => {
                answer(agrees);
                focusChooser();
              }}
            />
          )}
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
