import { useRef } from 'react';
import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';

type CompareButtonProps = {
  /** Of the firmware that the receipt is for. */
  readonly name: string;
  readonly onFile: (file: File) => void;
};

/** Does with a press what a drop on the receipt does. */
export function CompareButton({ name, onFile }: CompareButtonProps) {
  const words = useWords('compare');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        look="ghost"
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
