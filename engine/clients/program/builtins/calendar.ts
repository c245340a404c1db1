/*
 * Days and months without the host's clock or zone: all programs run in UTC. The day number arithmetic is Howard
 * Hinnant's, "chrono-Compatible Low-Level Date Algorithms".
 */

export interface Moment {
  readonly year: number;
  /** From 0. */
  readonly month: number;
  readonly day: number;
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly millis: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const DAY = 86_400_000;
export const TIME_MAX = 8.64e15;

function daysOf(year: number, month: number, day: number): number {
  const y = month <= 1 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 1 ? -2 : 10)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** Milliseconds since 1970; parts may be out of their range and carry over, as in Date.UTC. */
export function timeOf(year: number, month: number, day = 1, hours = 0, minutes = 0, seconds = 0, millis = 0): number {
  const months = year * 12 + month;
  const days = daysOf(Math.floor(months / 12), ((months % 12) + 12) % 12, 1) + day - 1;
  const time = days * DAY + hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + millis;
  return Math.abs(time) <= TIME_MAX ? time : Number.NaN;
}

export function momentOf(time: number): Moment {
  const days = Math.floor(time / DAY);
  const rest = time - days * DAY;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = (shiftedMonth + 2) % 12;
  return {
    year: yearOfEra + era * 400 + (month <= 1 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
    hours: Math.floor(rest / 3_600_000),
    minutes: Math.floor(rest / 60_000) % 60,
    seconds: Math.floor(rest / 1000) % 60,
    millis: rest % 1000,
    weekday: (((days + 4) % 7) + 7) % 7,
  };
}

const two = (n: number): string => String(n).padStart(2, '0');

export function isoText(time: number): string {
  const { year, month, day, hours, minutes, seconds, millis } = momentOf(time);
  const shown =
    year >= 0 && year <= 9999
      ? String(year).padStart(4, '0')
      : `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`;
  return `${shown}-${two(month + 1)}-${two(day)}T${two(hours)}:${two(minutes)}:${two(seconds)}.${String(millis).padStart(3, '0')}Z`;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mon Nov 23 2026` */
export function dateText(time: number): string {
  const { year, month, day, weekday } = momentOf(time);
  return `${WEEKDAYS[weekday]} ${MONTHS[month]} ${two(day)} ${String(year).padStart(4, '0')}`;
}

/** `08:10:12 GMT+0000 (Coordinated Universal Time)` */
export function clockText(time: number): string {
  const { hours, minutes, seconds } = momentOf(time);
  return `${two(hours)}:${two(minutes)}:${two(seconds)} GMT+0000 (Coordinated Universal Time)`;
}

export function utcText(time: number): string {
  const { year, month, day, weekday, hours, minutes, seconds } = momentOf(time);
  return `${WEEKDAYS[weekday]}, ${two(day)} ${MONTHS[month]} ${String(year).padStart(4, '0')} ${two(hours)}:${two(minutes)}:${two(seconds)} GMT`;
}

const ISO =
  /^([+-]\d{6}|\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?$/;
const WRITTEN =
  /^(?:[A-Za-z]{3},? )?(?:(\d{1,2}) ([A-Za-z]{3})[a-z]*|([A-Za-z]{3})[a-z]* (\d{1,2}),?) (\d{4})(?: (\d\d):(\d\d)(?::(\d\d))?)?(?: (?:GMT|UTC)?([+-]\d{4})?.*)?$/;

/** What Date.parse makes of a text: ISO 8601, or the forms that Date itself writes. NaN for anything else. */
export function parseTime(text: string): number {
  const iso = ISO.exec(text.trim());
  if (iso !== null) {
    const [, year, month, day, hours, minutes, seconds, fraction, zone] = iso;
    const n = (part: string | undefined, otherwise: number): number => (part === undefined ? otherwise : Number(part));
    if (
      n(month, 1) > 12 ||
      n(month, 1) < 1 ||
      n(day, 1) > 31 ||
      n(day, 1) < 1 ||
      n(hours, 0) > 24 ||
      n(minutes, 0) > 59 ||
      n(seconds, 0) > 59
    )
      return Number.NaN;
    const millis = fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3));
    return (
      timeOf(Number(year), n(month, 1) - 1, n(day, 1), n(hours, 0), n(minutes, 0), n(seconds, 0), millis) - zoneOf(zone)
    );
  }
  const written = WRITTEN.exec(text.trim());
  if (written === null) return Number.NaN;
  const month = MONTHS.indexOf(capitalised(written[2] ?? written[3] ?? ''));
  if (month < 0) return Number.NaN;
  const [hours, minutes, seconds] = [written[6], written[7], written[8]].map((part) => Number(part ?? 0));
  return (
    timeOf(Number(written[5]), month, Number(written[1] ?? written[4]), hours, minutes, seconds) - zoneOf(written[9])
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1, 3).toLowerCase();
}

/** An offset from UTC in milliseconds. */
function zoneOf(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone[0] === '-' ? -minutes : minutes) * 60_000;
}
