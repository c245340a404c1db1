import type { DiskView } from '../sim/machine.ts';

/*
 * What a machine's requests about files become. Appends of one turn of the event loop are collected and written at
 * its end, before any reply leaves, as Redis does before it sleeps.
 */

export interface Disk {
  /** What there is at the start. */
  view(): DiskView;
  append(file: string, bytes: Uint8Array): void;
  /** Calls back with how far the file is on the disk. */
  sync(file: string, done: (upTo: number) => void): void;
  replace(file: string, bytes: Uint8Array, done: () => void): void;
  truncate(file: string, length: number): void;
  remove(file: string): void;
  /** All that was appended so far included. */
  read(file: string): Uint8Array | null;
  /** Hands all appended so far to the system. */
  flush(): void;
  /** Ends with everything handed over. */
  close(): void;
}

/** Files that live as long as the process. */
export class MemoryDisk implements Disk {
  private readonly files = new Map<string, Uint8Array[]>();

  private joined(file: string): Uint8Array | null {
    const parts = this.files.get(file);
    if (parts === undefined) return null;
    const whole = Buffer.concat(parts);
    this.files.set(file, [whole]);
    return new Uint8Array(whole);
  }

  view(): DiskView {
    return { files: [...this.files.keys()], read: (file) => this.joined(file) };
  }

  append(file: string, bytes: Uint8Array): void {
    const parts = this.files.get(file);
    if (parts === undefined) this.files.set(file, [bytes.slice()]);
    else parts.push(bytes.slice());
    if (parts !== undefined && parts.length > 4096) this.joined(file);
  }

  sync(file: string, done: (upTo: number) => void): void {
    const upTo = (this.files.get(file) ?? []).reduce((sum, part) => sum + part.length, 0);
    setImmediate(done, upTo);
  }

  replace(file: string, bytes: Uint8Array, done: () => void): void {
    this.files.set(file, [bytes]);
    setImmediate(done);
  }

  truncate(file: string, length: number): void {
    const whole = this.joined(file);
    if (whole !== null) this.files.set(file, [whole.slice(0, length)]);
  }

  read(file: string): Uint8Array | null {
    return this.joined(file);
  }

  remove(file: string): void {
    this.files.delete(file);
  }

  flush(): void {}

  close(): void {}
}
