const NO_BYTES = new Uint8Array(0);
/** Memory of its own beyond this is given back when nothing waits in it. */
const KEPT_MAX = 64 * 1024;

/**
 * What was received and not yet read, as one piece of memory. As long as nothing is left over it is the received chunk
 * itself, which the sender may use again after `keep`; what is left over moves into memory of the queue's own.
 */
export class ByteQueue {
  bytes: Uint8Array = NO_BYTES;
  /** What waits is `bytes[at, end)`. */
  at = 0;
  end = 0;
  private owned: Uint8Array = NO_BYTES;

  add(chunk: Uint8Array): void {
    if (this.at === this.end) {
      this.bytes = chunk;
      this.at = 0;
      this.end = chunk.length;
      return;
    }
    this.own(chunk.length);
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
  }

  /** Says that nothing more can be read for now. */
  keep(): void {
    if (this.at < this.end) {
      this.own(0);
      return;
    }
    this.at = 0;
    this.end = 0;
    this.bytes = NO_BYTES;
    if (this.owned.length > KEPT_MAX) this.owned = NO_BYTES;
  }

  clear(): void {
    this.at = 0;
    this.end = 0;
    this.bytes = NO_BYTES;
    this.owned = NO_BYTES;
  }

  /** Moves what waits into the queue's own memory, with room for so many more bytes. */
  private own(more: number): void {
    const waiting = this.end - this.at;
    const needed = waiting + more;
    if (this.bytes === this.owned && this.end + more <= this.owned.length) return;
    const { bytes, at, end } = this;
    if (needed > this.owned.length) this.owned = new Uint8Array(Math.max(needed, 2 * this.owned.length, 1024));
    // Within one array this moves rightly too.
    this.owned.set(bytes.subarray(at, end), 0);
    this.bytes = this.owned;
    this.at = 0;
    this.end = waiting;
  }
}
