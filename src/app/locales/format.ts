import { withChineseSpaces } from './text/chinese-spaces.ts';

const STEP = 1024;
/** Intl has units for steps of 1,000 alone. */
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const SYMBOLS = { hour: 'h', minute: 'min', second: 's' } as const;
const SHORTEST_S = 0.1;
const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

export type Format = ReturnType<typeof createFormat>;

/** Numbers and times as they are shown. Bytes count in steps of 1,024, as the platform's own limit of 1,000 MiB does. */
export function createFormat(language: string) {
  const number = (digits: number, more: Intl.NumberFormatOptions = {}) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits, ...more });
  const unit = (name: string, digits = 0, unitDisplay: 'short' | 'long' = 'short') =>
    number(digits, { style: 'unit', unit: name, unitDisplay });
  const [whole, oneDigit, twoDigits] = [number(0), number(1), number(2)];
  const share = number(0, { style: 'percent' });
  const exact = unit('byte', 0, 'long');
  const isChinese = language.startsWith('zh');
  // The symbols of the SI: Intl has "sec" and "hr" or, narrow, no space.
  const time = (name: 'hour' | 'minute' | 'second', digits = 0) => {
    if (isChinese) return unit(name, digits);
    // Made once: making one takes longer than all else that is drawn of a row.
    const amount = number(digits);
    return { format: (value: number) => `${amount.format(value)}\u00a0${SYMBOLS[name]}` };
  };
  const [hours, minutes, seconds] = [time('hour'), time('minute'), time('second')];
  const shortSeconds = time('second', 1);
  const list = new Intl.ListFormat(language);
  // Dates stay as Intl writes them: year, month and day are one piece in Chinese.
  const timeOfDay = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium' });
  const dayAndTime = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  const spaced = isChinese ? withChineseSpaces : (text: string) => text;

  function bytes(count: number): string {
    let value = count;
    let size = 0;
    while (value >= STEP && size < UNITS.length - 1) {
      value /= STEP;
      size += 1;
    }
    const digits = size === 0 ? whole : value < 10 ? twoDigits : oneDigit;
    return `${digits.format(value)}\u00a0${UNITS[size] ?? ''}`;
  }

  /** One or two units. The browser's own (Intl.DurationFormat) is missing in browsers this page still serves. */
  function duration(total: number): string {
    if (total < 10 && total % 1 !== 0) return spaced(shortSeconds.format(total));
    const rounded = Math.round(total);
    if (rounded < MINUTE_S) return spaced(seconds.format(rounded));
    const isLong = rounded >= HOUR_S;
    const [large, small] = isLong ? [hours, minutes] : [minutes, seconds];
    const smalls = isLong ? Math.round(rounded / MINUTE_S) : rounded;
    const first = large.format(Math.floor(smalls / 60));
    return spaced(smalls % 60 === 0 ? first : `${first} ${small.format(smalls % 60)}`);
  }

  /** Time of day; with the date, unless that is today's. */
  function timeOrDate(epochMs: number, nowMs: number): string {
    const isToday = day.format(epochMs) === day.format(nowMs);
    return (isToday ? timeOfDay : dayAndTime).format(epochMs);
  }

  /** How long ago, in its largest unit; from a day on the date and time. */
  function ago(epochMs: number, nowMs: number): string {
    const past = Math.round((nowMs - epochMs) / 1000);
    // A clock that was set back would make it the future.
    if (past < 0 || past >= DAY_S) return timeOrDate(epochMs, nowMs);
    if (past < MINUTE_S) return spaced(relative.format(-Math.max(past, 1), 'second'));
    if (past < HOUR_S) return spaced(relative.format(-Math.floor(past / MINUTE_S), 'minute'));
    return spaced(relative.format(-Math.floor(past / HOUR_S), 'hour'));
  }

  return {
    bytes,
    duration,
    /** How long something took: nothing takes no time. */
    took: (ms: number) => duration(Math.max(ms / 1000, SHORTEST_S)),
    time: timeOrDate,
    ago,
    exactBytes: (count: number) => spaced(exact.format(count)),
    speed: (bytesPerSecond: number) => `${bytes(bytesPerSecond)}/s`,
    /** Rounded down: 100 % is said when everything is sent, not before. */
    percent: (part: number, of: number) =>
      share.format(of > 0 ? Math.floor((part / of) * 100) / 100 : 0),
    count: (value: number) => whole.format(value),
    /** The items as part of a sentence. */
    list: (items: readonly string[]) => spaced(list.format(items)),
    /** Date, time and zone. */
    moment: (epochMs: number) => moment.format(epochMs),
  };
}
