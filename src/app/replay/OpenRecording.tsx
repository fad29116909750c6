import { useRef } from 'react';
import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';
import css from './Replay.module.css';

/** Opens a recording, or a bug report that carries one. */
export function OpenRecording({ onFile }: { readonly onFile: (file: File) => void }) {
  const words = useWords('replay');
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={css['open']}>
      <Button data-testid="replay-open" onClick={() => input.current?.click()}>
        {words.open}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".json,.md,.txt"
        hidden
        aria-label={words.open}
        data-testid="replay-input"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file !== undefined) onFile(file);
          // Emptied, so that the very same file can be opened again.
          currentTarget.value = '';
        }}
      />
    </div>
  );
}
