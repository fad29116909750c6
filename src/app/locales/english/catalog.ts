import { first } from './first.ts';
import { late } from './late.ts';

/** English in one piece, as other languages are; for what has to see all of it, never for the page itself. */
export const english = { first, ...late };
