/** Numbers as they are shown. Bytes count in steps of 1,024, as the platform's own limit of 1,000 MiB does. */
export type Format = {
  bytes(count: number): string;
  exactBytes(count: number): string;
  speed(bytesPerSecond: number): string;
  /** Rounded down: 100 % is said when everything is sent, not before. */
  percent(part: number, whole: number): string;
  duration(seconds: number): string;
  count(value: number): string;
  /** Time of day; with the date, unless that is today's. */
  time(epochMs: number, nowMs: number): string;
  /** How long ago, in its largest unit; from a day on the date and time. */
  ago(epochMs: number, nowMs: number): string;
  /** Date, time and zone. */
  moment(epochMs: number): string;
};

const STEP = 1024;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

export function createFormat(language: string): Format {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const oneDigit = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const twoDigits = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const share = new Intl.NumberFormat(language, { style: 'percent' });
  const exact = unitFormat(language, 'byte', 'long', 0);
  const hours = unitFormat(language, 'hour', 'short', 0);
  const minutes = unitFormat(language, 'minute', 'short', 0);
  const seconds = unitFormat(language, 'second', 'short', 0);
  const shortSeconds = unitFormat(language, 'second', 'short', 1);
  const time = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' });

  const bytes = (count: number): string => {
    let value = count;
    let unit = 0;
    while (value >= STEP && unit < UNITS.length - 1) {
      value /= STEP;
      unit += 1;
    }
    const number = unit === 0 ? whole : value < 10 ? twoDigits : oneDigit;
    return `${number.format(value)}\u00a0${UNITS[unit] ?? ''}`;
  };

  const duration = (total: number): string => {
    if (total < 10 && total % 1 !== 0) return shortSeconds.format(total);
    const rounded = Math.round(total);
    if (rounded < MINUTE_S) return seconds.format(rounded);
    if (rounded < HOUR_S) {
      return pair(minutes, Math.floor(rounded / MINUTE_S), seconds, rounded % MINUTE_S);
    }
    const wholeMinutes = Math.round(rounded / MINUTE_S);
    return pair(hours, Math.floor(wholeMinutes / 60), minutes, wholeMinutes % 60);
  };

  const clockTime = (epochMs: number, nowMs: number): string => {
    const date = day.format(epochMs);
    return date === day.format(nowMs) ? time.format(epochMs) : `${date}, ${time.format(epochMs)}`;
  };

  const ago = (epochMs: number, nowMs: number): string => {
    const seconds = Math.round((nowMs - epochMs) / 1000);
    // A clock that was set back would make it the future.
    if (seconds < 0 || seconds >= DAY_S) return clockTime(epochMs, nowMs);
    if (seconds < MINUTE_S) return relative.format(-Math.max(seconds, 1), 'second');
    if (seconds < HOUR_S) return relative.format(-Math.floor(seconds / MINUTE_S), 'minute');
    return relative.format(-Math.floor(seconds / HOUR_S), 'hour');
  };

  return {
    bytes,
    exactBytes: (count) => exact.format(count),
    speed: (bytesPerSecond) => `${bytes(bytesPerSecond)}/s`,
    percent: (part, of) => share.format(of > 0 ? Math.floor((part / of) * 100) / 100 : 0),
    duration,
    count: (value) => whole.format(value),
    time: clockTime,
    ago,
    moment: (epochMs) => moment.format(epochMs),
  };
}

function unitFormat(
  language: string,
  unit: string,
  unitDisplay: 'short' | 'long',
  maximumFractionDigits: number,
): Intl.NumberFormat {
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay,
    maximumFractionDigits,
  });
}

function pair(
  large: Intl.NumberFormat,
  larges: number,
  small: Intl.NumberFormat,
  smalls: number,
): string {
  return smalls === 0 ? large.format(larges) : `${large.format(larges)} ${small.format(smalls)}`;
}
