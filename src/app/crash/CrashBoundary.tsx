import { Component } from 'react';
import type { ReactNode } from 'react';
import type { UploadSource } from '../uploads/useUploads.ts';
import { CrashNote } from './CrashNote.tsx';

type CrashBoundaryProps = { readonly queue: UploadSource; readonly children: ReactNode };

/** An error while drawing must not take the page away: the queue is not part of React and goes on. */
export class CrashBoundary extends Component<CrashBoundaryProps, { readonly crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override componentDidUpdate(_: CrashBoundaryProps, before: { readonly crashed: boolean }) {
    if (!before.crashed || this.state.crashed || document.activeElement !== document.body) return;
    // The button that had the focus went with the note.
    document.querySelector<HTMLElement>('main button')?.focus();
  }

  override render() {
    const { queue, children } = this.props;
    return this.state.crashed ? (
      <CrashNote queue={queue} onShowAgain={() => this.setState({ crashed: false })} />
    ) : (
      children
    );
  }
}
