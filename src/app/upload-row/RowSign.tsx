import { useCallback, useRef, type RefObject } from 'react';
import type { Upload } from '../../upload/model/upload.ts';
import type { UploadState } from '../../upload/model/upload-state.ts';
import { runningOf } from '../uploads/running.ts';
import css from './RowSign.module.css';

/** Of the circle below. */
const ROUND = 2 * Math.PI * 7;
/** Of a ring that turns: enough of it to be seen turning. */
const A_BIT = 0.2;
const NEARLY_ALL = 0.85;

type RowSignProps = { readonly upload: Upload; readonly isBrief: boolean };

/** The state as a sign. Decoration: the words of the row say the same. */
export function RowSign({ upload, isBrief }: RowSignProps) {
  const { state } = upload;
  // The ring of one that is sent moves with its numbers: RowProgress draws both.
  if (state.status === 'sending') return null;
  if (runningOf(state, isBrief) !== undefined)
    return <Turning share={state.status === 'confirming' ? NEARLY_ALL : A_BIT} />;
  return SIGNS[signOf(state)];
}

/** In whole percent: less of it cannot be seen, and drawing it is not for nothing. */
const STEPS = 100;

const TRACK = <circle className={css['track']} cx="9" cy="9" r="7" />;

/** It runs, and there is no number that moves. */
function Turning({ share }: { readonly share: number }) {
  return (
    <svg
      className={`${css['sign']} ${css['turning']}`}
      viewBox="0 0 18 18"
      aria-hidden="true"
      focusable="false"
    >
      {TRACK}
      <circle className={css['share']} cx="9" cy="9" r="7" strokeDasharray={dashes(share)} />
    </svg>
  );
}

/** One that `useRing` writes. */
export function MovingRing({ share }: { readonly share: RefObject<SVGCircleElement | null> }) {
  return (
    <svg className={css['sign']} viewBox="0 0 18 18" aria-hidden="true" focusable="false">
      {TRACK}
      <circle ref={share} className={css['share']} cx="9" cy="9" r="7" />
    </svg>
  );
}

/** @returns the circle of a moving ring, and how to have it show a share */
export function useRing() {
  const circle = useRef<SVGCircleElement>(null);
  const turn = useCallback((share: number) => {
    circle.current?.setAttribute('stroke-dasharray', dashes(share));
  }, []);
  return [circle, turn] as const;
}

/** A share of nothing would still draw its round end. */
function dashes(share: number): string {
  return `${Math.max(share, 0.001) * ROUND} ${ROUND}`;
}

/** Of a transfer. */
export function wholePercent(sent: number, total: number): number {
  return total > 0 ? Math.floor((sent / total) * STEPS) / STEPS : 0;
}

type Sign = 'waits' | 'done' | 'warning' | 'failed' | 'off';

function signOf(state: UploadState): Sign {
  switch (state.status) {
    case 'done':
      return state.receipt.verdict.kind === 'verified' ? 'done' : 'warning';
    case 'ready':
    case 'interrupted':
    case 'waiting':
      return 'warning';
    case 'rejected':
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'off';
    case 'inspecting':
    case 'queued':
    case 'ticketing':
    case 'sending':
    case 'confirming':
      return 'waits';
  }
}

export const WARNING = sign('warn', 'M9 2.4l6.9 12.2H2.1zM9 7v3.4M9 12.5v.1');

/** Made once: the same for every row. */
const SIGNS = {
  waits: (
    <svg className={css['sign']} viewBox="0 0 18 18" aria-hidden="true" focusable="false">
      <circle className={css['dots']} cx="9" cy="9" r="7" />
    </svg>
  ),
  done: sign('ok', 'M9 2a7 7 0 1 0 0 14a7 7 0 1 0 0-14M5.8 9.2l2.2 2.2 4.2-4.6'),
  warning: WARNING,
  failed: sign('bad', 'M9 2a7 7 0 1 0 0 14a7 7 0 1 0 0-14M9 5.4v4.4M9 12.4v.1'),
  off: sign('quiet', 'M9 2a7 7 0 1 0 0 14a7 7 0 1 0 0-14M5.8 9h6.4'),
} as const satisfies Record<Sign, unknown>;

function sign(tone: 'ok' | 'bad' | 'warn' | 'quiet', path: string) {
  return (
    <svg
      className={`${css['sign']} ${css[tone]}`}
      viewBox="0 0 18 18"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} />
    </svg>
  );
}
