export const enCopy = {
  copy: 'Copy',
  copied: 'Copied',
  pressKeys: 'Press Ctrl+C',
  pressKeysNote: 'Could not copy by itself. The text is selected: press Ctrl+C (⌘C on a Mac).',
};
