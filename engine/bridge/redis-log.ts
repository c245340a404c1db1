import { appendFileSync, writeSync } from 'node:fs';

/*
 * The log of a Redis server, in its format: `4711:M 23 Nov 2026 08:14:02.123 * Ready to accept connections`.
 * REDIS: server.c serverLogRaw
 */

const MARKS: Readonly<Record<string, string>> = { debug: '.', verbose: '-', notice: '*', warning: '#' };
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Writes lines to a file, or to stdout where `file` is empty. */
export class RedisLog {
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  line(level: string, text: string): void {
    this.raw(`${process.pid}:M ${stamp(new Date())} ${MARKS[level] ?? '*'} ${text}\n`);
  }

  /** Text as it is. */
  raw(text: string): void {
    if (this.file === '') writeSync(1, text);
    else appendFileSync(this.file, text);
  }
}

function stamp(now: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  const day = `${two(now.getDate())} ${MONTHS[now.getMonth()] ?? ''} ${now.getFullYear()}`;
  return `${day} ${time}.${String(now.getMilliseconds()).padStart(3, '0')}`;
}
