import { pino } from 'pino';
import { describeEvent, type Level } from './describe-event.ts';
import { requestIdIfAny } from './request-scope.ts';
import { createScrubber } from './scrub.ts';
import type { Emit } from './server-event.ts';

export type LogFormat = 'text' | 'json';
export type LogLevel = Level | 'silent';

export type LogOptions = {
  readonly format: LogFormat;
  readonly level: LogLevel;
  /** A library's error may quote what it was given: these are struck out of every line, however they are spelt. */
  readonly secrets?: readonly string[] | (() => readonly string[]);
  readonly out?: (text: string) => void;
  /** Where errors go in the format for users. */
  readonly err?: (text: string) => void;
};

/** Writes events: one JSON object a line for programs, or sentences for users. */
export function createLog(options: LogOptions): Emit {
  const { format, level, secrets = [] } = options;
  const { out = (text) => process.stdout.write(text), err = (text) => process.stderr.write(text) } =
    options;
  const scrub = scrubberOf(secrets);
  const logger = pino(
    {
      level,
      base: null,
      timestamp: format === 'json' && pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    {
      write(line: string) {
        const clean = scrub(line);
        if (format === 'json') out(clean);
        else writeForUsers(clean);
      },
    },
  );

  function writeForUsers(line: string): void {
    const { level: label, msg }: { level: string; msg: string } = JSON.parse(line);
    (label === 'error' ? err : out)(`${msg}\n`);
  }

  return (event, target) => {
    const { level: eventLevel, fields, text } = describeEvent(event);
    const named = target === undefined ? text : `[${target}] ${text}`;
    logger[eventLevel](
      { event: event.kind, requestId: requestIdIfAny(), target, ...fields },
      named,
    );
  };
}

/** A key may be exchanged while the server runs: what is struck out follows it. */
function scrubberOf(secrets: NonNullable<LogOptions['secrets']>): (text: string) => string {
  if (typeof secrets !== 'function') return createScrubber(secrets);
  const struck = new Set<string>();
  let scrub = createScrubber([]);
  return (text) => {
    const before = struck.size;
    for (const secret of secrets()) struck.add(secret);
    if (struck.size > before) scrub = createScrubber([...struck]);
    return scrub(text);
  };
}
