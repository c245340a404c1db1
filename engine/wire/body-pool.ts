const POOL_BYTES = 16 * 1024;
/** Larger ones get memory of their own. */
const POOLED_MAX = 2 * 1024;

/**
 * Copies small bodies into memory they share, as a typed array of its own costs several times what a small body does.
 * The price: one that is kept for long keeps its neighbours, of which there are at most 16 KB.
 */
export class BodyPool {
  private pool = new Uint8Array(0);
  private at = 0;

  /** A copy of `bytes[from, to)` that nobody writes to again. */
  copy(bytes: Uint8Array, from: number, to: number): Uint8Array {
    const length = to - from;
    if (length > POOLED_MAX) return bytes.slice(from, to);
    if (this.at + length > this.pool.length) {
      this.pool = new Uint8Array(POOL_BYTES);
      this.at = 0;
    }
    const { pool, at } = this;
    if (length <= 64)
      for (let i = 0; i < length; i++) pool[at + i] = bytes[from + i]!; // inside
    else pool.set(bytes.subarray(from, to), at);
    this.at = at + length;
    return pool.subarray(at, at + length);
  }
}
