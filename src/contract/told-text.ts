import { legibleText } from './legible-text.ts';
import { OWN_TOLD_MAX_CHARS, TOLD_MAX_CHARS } from './limits.ts';

/**
 * What another program says of itself: a request id, a code, a message, an address that is not to be used. Legible, and at most
 * `maxChars` characters with the `…` that stands for the rest. It is for reading; nothing is looked up by it.
 */
export function toldText(text: string, maxChars: number = TOLD_MAX_CHARS): string {
  // A character takes two units at most: what is behind these would be cut off anyway.
  const start = text.slice(0, 2 * maxChars);
  const characters = Array.from(legibleText(start));
  return characters.length <= maxChars && start.length === text.length
    ? characters.join('')
    : `${characters.slice(0, maxChars - 1).join('')}…`;
}

/** The message that goes with a code. Our own server says what to do as well, and has clipped what it quotes. */
export function toldMessage(message: string, code: string): string {
  const isOurs = code.toLowerCase().startsWith('otadrop.');
  return toldText(message, isOurs ? OWN_TOLD_MAX_CHARS : TOLD_MAX_CHARS);
}
