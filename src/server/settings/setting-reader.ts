import * as v from 'valibot';
import { SETTINGS, type Setting, type SettingName, type SettingValues } from './setting-table.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Longer values are cut: what is wrong with one is seen before that. */
const SHOWN_MAX_CHARS = 120;

/** The table by types: the name of a setting gives the type of its value. */
const TABLE: { readonly [Name in SettingName]: Setting<SettingValues[Name]> } = SETTINGS;

export type SettingReader = ReturnType<typeof createSettingReader>;

/** Reads settings one by one and collects what is wrong with them: one line for each, and no secret in any. */
export function createSettingReader(env: Environment) {
  const mistakes: string[] = [];
  /** The text itself; empty counts as not set. */
  const text = (name: SettingName) => env[name] || undefined;
  // Wherever else a secret may have been put by mistake, it is not printed either.
  const secrets = settingNames().flatMap((name) => {
    const value = text(name);
    return TABLE[name].isSecret && value !== undefined ? [value, value.trim()] : [];
  });

  /** `NAME is "value"`, fit to be printed. */
  function show(name: SettingName): string {
    const value = env[name] ?? '';
    return TABLE[name].isSecret
      ? hidden(name, value)
      : `${name} is ${JSON.stringify(redact(value, secrets).slice(0, SHOWN_MAX_CHARS))}`;
  }

  /** The default when there is no value, and when it is something else: then there is a line, which begins with `shown`. */
  function parse<Name extends SettingName>(
    name: Name,
    value: string | undefined,
    shown: string,
  ): SettingValues[Name] {
    const { schema, expected, example } = TABLE[name];
    const reading = v.safeParse(schema, value, { abortPipeEarly: true });
    if (reading.success) return reading.output;
    mistakes.push(`${shown}: ${expected}, for example ${example}.`);
    return v.parse(schema, undefined);
  }

  return {
    read: <Name extends SettingName>(name: Name) => parse(name, text(name), show(name)),
    parse,
    text,
    show,
    /** @param problem the whole line */
    complain: (problem: string) => mistakes.push(problem),
    mistakes,
  };
}

export function settingNames(): readonly SettingName[] {
  return Object.keys(SETTINGS).filter((name): name is SettingName => name in SETTINGS);
}

export function hidden(name: string, value: string): string {
  return `${name} is **** (${value.length} characters)`;
}

/** A password may stand in a URL, a key in its query, and anything in the wrong setting. */
function redact(value: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .reduce((shown, secret) => shown.replaceAll(secret, '****'), value)
    .replace(/\/\/[^/]*@/g, '//****@')
    .replace(/([?&;][^=&;]*=)[^&;]*/g, '$1****');
}
