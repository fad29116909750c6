import { useRef } from 'react';
import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';

type CompareButtonProps = {
  /** Of the firmware that the receipt is for. */
  readonly name: string;
  readonly onFile: (file: File) => void;
  readonly look?: 'plain' | 'ghost';
};

/** Does with a press what a drop on the receipt does. */
export function CompareButton({ name, onFile, look = 'ghost' }: CompareButtonProps) {
  const words = useWords('compare');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        look={look}
        aria-label={words.buttonName(name)}
        data-testid="compare"
        onClick={() => input.current?.click()}
      >
        {words.button}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        data-testid="compare-input"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file !== undefined) onFile(file);
          // The same file can be chosen again.
          currentTarget.value = '';
        }}
      />
    </>
  );
}
