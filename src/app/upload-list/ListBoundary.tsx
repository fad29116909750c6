import { Component } from 'react';
import type { ReactNode } from 'react';
import type { Messages } from '../i18n/en.ts';
import { Button } from '../ui/Button.tsx';
import css from './ListBoundary.module.css';

type ListBoundaryProps = { readonly words: Messages['list']; readonly children: ReactNode };

/** An error while drawing must not take the page away: the queue is not part of React and goes on. */
export class ListBoundary extends Component<ListBoundaryProps, { readonly crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    const { words, children } = this.props;
    if (!this.state.crashed) return children;
    return (
      <div className={css['crash']} role="alert" data-testid="crash">
        <p>
          <strong>{words.crashedTitle}</strong>
        </p>
        <p>{words.crashedAdvice}</p>
        <div className={css['buttons']}>
          <Button onClick={() => this.setState({ crashed: false })}>{words.showAgain}</Button>
          <Button onClick={() => location.reload()}>{words.reload}</Button>
        </div>
      </div>
    );
  }
}
