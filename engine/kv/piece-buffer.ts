const NO_BYTES = new Uint8Array(0);

/**
 * Bytes of a file as they come, piece by piece, for a reader that goes on from the last whole record: what is behind
 * it is kept, what is before it is forgotten.
 */
export class PieceBuffer {
  bytes: Uint8Array = NO_BYTES;
  /** In `bytes`: where the record under way begins, and where the bytes end. */
  from = 0;
  end = 0;
  /** Bytes of the file before `bytes`. */
  discarded = 0;
  /** True when `bytes` is ours to write on. */
  private owned = false;

  /** Takes the next piece. Returns true when `bytes` is another array or `from` moved. */
  append(piece: Uint8Array): boolean {
    const left = this.end - this.from;
    if (left === 0) {
      this.moveTo(piece, piece.length);
      this.owned = false;
      return true;
    }
    const moves = !this.owned || this.end + piece.length > this.bytes.length;
    if (moves) this.makeRoom(left, left + piece.length);
    this.bytes.set(piece, this.end);
    this.end += piece.length;
    return moves;
  }

  /** Room for twice what is needed, so that a long record is not moved for every piece of it. */
  private makeRoom(left: number, needed: number): void {
    const fits = this.owned && needed * 2 <= this.bytes.length;
    const target = fits ? this.bytes : new Uint8Array(Math.max(needed * 2, 4096));
    target.set(this.bytes.subarray(this.from, this.end));
    this.moveTo(target, left);
    this.owned = true;
  }

  private moveTo(bytes: Uint8Array, end: number): void {
    this.discarded += this.from;
    this.bytes = bytes;
    this.from = 0;
    this.end = end;
  }
}
