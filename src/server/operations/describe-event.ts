import type { CallEnd, ServerEvent } from './server-event.ts';

export type Level = 'debug' | 'info' | 'warn' | 'error';

/** An event as a line of the log: fields for programs, a sentence for users. */
export type LogLine = {
  readonly level: Level;
  readonly fields: Readonly<Record<string, string | number | undefined>>;
  readonly text: string;
};

export function describeEvent(event: ServerEvent): LogLine {
  switch (event.kind) {
    case 'ticket':
      return describeCall(event, `A ticket for ${event.suffix}`, { suffix: event.suffix });
    case 'package':
      return describeCall(event, 'A package', {});
    case 'confirmation': {
      const { verdict, ms } = event;
      return {
        level: 'info',
        fields: { verdict, ms: whole(ms) },
        text: `A confirmation was asked for: ${verdict} (${whole(ms)} ms)`,
      };
    }
    case 'platform-failure': {
      const { cause, ms } = event;
      return {
        level: 'warn',
        fields: { cause, ms: whole(ms) },
        text: `The platform did not answer: ${cause} (${whole(ms)} ms)`,
      };
    }
    case 'wait': {
      const { hadTurn, ms } = event;
      return {
        level: 'debug',
        fields: { hadTurn: String(hadTurn), ms: whole(ms) },
        text: `A call ${hadTurn ? 'waited' : 'waited in vain'} for its turn (${whole(ms)} ms)`,
      };
    }
    case 'store-post':
      return describeForm(event, 'A form');
    case 'relay':
      return describeForm(event, 'A relayed form');
    case 'removal': {
      const { objects, bytes } = event;
      return {
        level: 'info',
        fields: { objects, bytes },
        text: `${objects} objects were removed from the store, ${bytes} bytes`,
      };
    }
    case 'request': {
      const { method, status, ms } = event;
      return {
        level: 'debug',
        fields: { method, status, ms: whole(ms) },
        text: `${method} was answered with ${status} (${whole(ms)} ms)`,
      };
    }
    case 'notice':
      return { level: event.level, fields: {}, text: event.text };
    case 'mistake':
      return { level: 'error', fields: {}, text: textOf(event.error) };
  }
}

function describeCall(
  { ms, end }: CallEnd,
  what: string,
  more: Readonly<Record<string, string>>,
): LogLine {
  const fields = { ...more, outcome: end.kind, ms: whole(ms) };
  switch (end.kind) {
    case 'good':
      return {
        level: 'info',
        fields: { ...fields, callId: end.callId },
        text: `${what} was given out (${whole(ms)} ms)`,
      };
    case 'refused': {
      const { code, status, callId } = end;
      return {
        level: 'warn',
        fields: { ...fields, code, status, callId },
        text: `${what} was refused: ${code}, answered with ${status} (${whole(ms)} ms)`,
      };
    }
    case 'given-up':
      return { level: 'info', fields, text: `${what} was asked for by a client that went away` };
  }
}

function describeForm({ status, ms }: { status: number; ms: number }, what: string): LogLine {
  return {
    level: status >= 500 ? 'warn' : 'info',
    fields: { status, ms: whole(ms) },
    text: `${what} was ${status < 300 ? 'stored' : 'refused'}: ${status} (${whole(ms)} ms)`,
  };
}

function whole(ms: number): number {
  return Math.round(ms);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
