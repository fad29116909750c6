import type { SettingKind } from './setting-kinds.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings one by one and collects what is wrong with them: one line for each, and no secret in any. */
export type SettingReader = {
  /** Undefined when it is not set, and when it is set to something else: then there is a line about it. */
  read<T>(name: string, kind: SettingKind<T>): T | undefined;
  /** The text itself; empty counts as not set. */
  text(name: string): string | undefined;
  /** @param problem the whole line */
  complain(problem: string): void;
  /** `NAME is "value"`, fit to be printed. */
  show(name: string): string;
  readonly mistakes: readonly string[];
};

/** Longer values are cut: what is wrong with one is seen before that. */
const SHOWN_MAX_CHARS = 120;

/** @param isSecret names whose values are never printed, wherever else they may have been put by mistake */
export function createSettingReader(
  env: Environment,
  isSecret: (name: string) => boolean,
): SettingReader {
  const mistakes: string[] = [];
  const secrets = Object.entries(env).flatMap(([name, value]) =>
    isSecret(name) && value ? [value, value.trim()] : [],
  );
  const text = (name: string) => env[name] || undefined;
  const show = (name: string) => {
    const value = env[name] ?? '';
    return isSecret(name)
      ? `${name} is **** (${value.length} characters)`
      : `${name} is ${JSON.stringify(redact(value, secrets).slice(0, SHOWN_MAX_CHARS))}`;
  };
  return {
    read(name, kind) {
      const value = text(name);
      if (value === undefined) return undefined;
      const parsed = kind.parse(value);
      if (parsed === undefined) mistakes.push(`${show(name)}: ${kind.expected}.`);
      return parsed;
    },
    text,
    complain: (problem) => mistakes.push(problem),
    show,
    mistakes,
  };
}

/** A password may stand in a URL, a key in its query, and anything in the wrong setting. */
function redact(value: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '****'), value)
    .replace(/\/\/[^/]*@/g, '//****@')
    .replace(/([?&;][^=&;]*=)[^&;]*/g, '$1****');
}
