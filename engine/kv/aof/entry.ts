/*
 * Commands as the append-only file and the replication stream hold them: arrays of bulk strings, as a client would
 * have sent them. REDIS: aof.c catAppendOnlyGenericCommand
 */

/** The command as a byte string. */
export function encodeCommand(argv: readonly string[]): string {
  let text = `*${argv.length}\r\n`;
  for (const argument of argv) text += `$${argument.length}\r\n${argument}\r\n`;
  return text;
}

/** The remark that gives the second of what follows. REDIS: genAofTimestampAnnotationIfNeeded */
export function encodeTimestamp(unixSeconds: number): string {
  return `#TS:${unixSeconds}\r\n`;
}
