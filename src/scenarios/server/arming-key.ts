import { StartError } from '../../server/process/listening.ts';

const KEY_MIN_CHARS = 16;

/** Undefined where only this machine may arm. @throws StartError for one that is easily guessed */
export function readArmingKey(env: Readonly<Record<string, string | undefined>>) {
  const key = env['SCENARIO_KEY'] || undefined;
  if (key === undefined || key.length >= KEY_MIN_CHARS) return key;
  throw new StartError(
    `SCENARIO_KEY has ${key.length} characters, and at least ${KEY_MIN_CHARS} are needed. \`openssl rand -hex 16\` makes one.`,
  );
}
