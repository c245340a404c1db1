/*
 * Topic ids and member ids are 128 bits, and are written as Kafka writes them: base64 for URLs, without padding.
 * KAFKA: org.apache.kafka.common.Uuid
 */

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < DIGITS.length; i++) VALUES[DIGITS.charCodeAt(i)] = i;
const TEXT_LENGTH = 22;

/** The id of nothing. */
export const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA';

/** The id in the 16 bytes from `from`. */
export function uuidText(bytes: Uint8Array, from: number): string {
  let text = '';
  for (let i = 0; i < 15; i += 3) {
    const three = (bytes[from + i]! << 16) | (bytes[from + i + 1]! << 8) | bytes[from + i + 2]!; // inside
    text += DIGITS[three >> 18]! + DIGITS[(three >> 12) & 63]! + DIGITS[(three >> 6) & 63]! + DIGITS[three & 63]!; // six bits
  }
  const last = bytes[from + 15]!; // inside
  return text + DIGITS[last >> 2]! + DIGITS[(last & 3) << 4]!; // six bits
}

/** Writes the 16 bytes of an id. False where the text is none. */
export function putUuid(text: string, bytes: Uint8Array, at: number): boolean {
  if (text.length !== TEXT_LENGTH) return false;
  let bits = 0;
  let count = 0;
  let to = at;
  for (let i = 0; i < TEXT_LENGTH; i++) {
    const value = VALUES[text.charCodeAt(i)] ?? -1;
    if (value < 0) return false;
    bits = ((bits << 6) | value) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes[to++] = bits >> count;
  }
  return true;
}
