import { KafkaWriter } from './writer.ts';

/*
 * Frames in a stream of bytes: four bytes of length, then so many bytes, cut anywhere. A frame that lies whole in what
 * was read is handed out as a view of it; one in pieces is put together once.
 */

/** KAFKA: socket.request.max.bytes */
export const FRAME_MAX = 100 * 1024 * 1024;
const LENGTH_BYTES = 4;

export class FrameSplitter {
  /** Why the bytes are no frames; none comes after that. KAFKA: NetworkReceive, InvalidReceiveException */
  error: string | null = null;
  private readonly max: number;
  /** What was read and not handed out, in order. */
  private chunks: Uint8Array[] = [];
  private size = 0;
  /** Of the next frame, or -1 before its length was read. */
  private wanted = -1;

  constructor(max = FRAME_MAX) {
    this.max = max;
  }

  /** Bytes that are no whole frame yet, once `next` has given null. */
  get waiting(): number {
    return this.size;
  }

  /** Takes the next bytes, and their memory for good. */
  feed(chunk: Uint8Array): void {
    if (chunk.length === 0 || this.error !== null) return;
    this.chunks.push(chunk);
    this.size += chunk.length;
  }

  /** The next frame without its length, or null when its bytes have not all come. */
  next(): Uint8Array | null {
    if (this.error !== null) return null;
    if (this.wanted < 0) {
      if (this.size < LENGTH_BYTES) return null;
      const length = this.take(LENGTH_BYTES);
      const wanted = (length[0]! << 24) | (length[1]! << 16) | (length[2]! << 8) | length[3]!; // four bytes
      if (wanted < 0) this.error = `Invalid receive (size = ${wanted})`;
      else if (wanted > this.max) this.error = `Invalid receive (size = ${wanted} larger than ${this.max})`;
      if (this.error !== null) return null;
      this.wanted = wanted;
    }
    if (this.size < this.wanted) return null;
    const frame = this.take(this.wanted);
    this.wanted = -1;
    return frame;
  }

  /** The first `count` bytes, which are there. */
  private take(count: number): Uint8Array {
    this.size -= count;
    const first = this.chunks[0];
    if (first === undefined) return new Uint8Array(0);
    if (first.length > count) {
      this.chunks[0] = first.subarray(count);
      return first.subarray(0, count);
    }
    if (first.length === count) {
      this.chunks.shift();
      return first;
    }
    return this.join(count);
  }

  private join(count: number): Uint8Array {
    const whole = new Uint8Array(count);
    let at = 0;
    let used = 0;
    for (const chunk of this.chunks) {
      const part = Math.min(chunk.length, count - at);
      whole.set(part === chunk.length ? chunk : chunk.subarray(0, part), at);
      at += part;
      if (part < chunk.length) {
        this.chunks[used] = chunk.subarray(part);
        break;
      }
      used++;
      if (at === count) break;
    }
    this.chunks.splice(0, used);
    return whole;
  }
}

/** Writes what `write` writes as a frame, its length in front. */
export function writeFrame(to: KafkaWriter, write: (to: KafkaWriter) => void): void {
  const at = to.at;
  to.i32(0);
  write(to);
  to.putI32(at, to.at - at - LENGTH_BYTES);
}

/** The bytes of a frame with its length in front. */
export function framed(bytes: Uint8Array): Uint8Array {
  const to = new KafkaWriter(bytes.length + LENGTH_BYTES);
  to.i32(bytes.length);
  to.raw(bytes);
  return to.taken();
}
