import { parseArgs } from 'node:util';

/** What the program is asked for. */
export type Command =
  | { readonly kind: 'serve' }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'check' }
  | { readonly kind: 'print-config' }
  | { readonly kind: 'print-example' }
  | { readonly kind: 'doctor'; readonly mayPost: boolean }
  | { readonly kind: 'unknown'; readonly problem: string };

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  check: { type: 'boolean' },
  'print-config': { type: 'boolean' },
  'print-example': { type: 'boolean' },
  doctor: { type: 'boolean' },
  post: { type: 'boolean' },
} as const;

export function readCommand(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS, strict: true });
    if (values.help === true) return { kind: 'help' };
    if (values.version === true) return { kind: 'version' };
    if (values.doctor === true) return { kind: 'doctor', mayPost: values.post === true };
    if (values.post === true) return { kind: 'unknown', problem: '--post goes with --doctor' };
    if (values.check === true) return { kind: 'check' };
    if (values['print-example'] === true) return { kind: 'print-example' };
    return values['print-config'] === true ? { kind: 'print-config' } : { kind: 'serve' };
  } catch (error) {
    return { kind: 'unknown', problem: error instanceof Error ? error.message : String(error) };
  }
}
