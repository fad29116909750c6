import { toldText } from '../../contract/legible-text.ts';

const MESSAGE_MAX_CHARS = 500;

/** Takes out what looks like a secret or a signed text: servers sometimes echo what they were sent. */
export function redact(text: string): string {
  const safe = text
    .replace(
      /\b(signature|policy|access_?key_?(?:id|secret))(\s*=\s*|["']\s*:\s*)[^\s&,;]+/gi,
      '$1$2[removed]',
    )
    .replace(/[A-Za-z0-9+/_=%-]{40,}/g, '[removed]');
  return toldText(safe, MESSAGE_MAX_CHARS);
}
