import { useWords } from '../locales/useWords.ts';
import { Button } from '../ui/Button.tsx';

/** In the demo nothing is stored: what opens is the user's own file, which the browser reads where it lies. */
export function OpenFromMemory({ file, name }: { readonly file: File; readonly name: string }) {
  const words = useWords('receipt');
  return (
    <Button
      aria-label={words.openFromMemoryName(name)}
      data-testid="open-stored"
      onClick={() => {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(file);
        link.download = file.name;
        link.click();
        // The browser has taken hold of it by now.
        setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      }}
    >
      {words.open}
    </Button>
  );
}
