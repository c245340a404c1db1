import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsync,
  ftruncateSync,
  mkdirSync,
  open,
  openSync,
  readdirSync,
  readFileSync,
  rename,
  rmSync,
  write,
  writeSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { DiskView } from '../sim/machine.ts';
import type { Disk } from './disk.ts';

/*
 * Files in a folder. An append is in the page cache when the turn ends; a sync is a real fdatasync; a replacement is
 * written beside, synced, renamed, and the folder synced: all or nothing, as Redis writes RDB files and manifests.
 */

interface OpenFile {
  readonly fd: number;
  length: number;
  waiting: Uint8Array[];
  /** Syncs under way; the file stays open for them. */
  syncing: number;
  forgotten: boolean;
}

type Done = (error: NodeJS.ErrnoException | null) => void;

export class RealDisk implements Disk {
  private readonly dir: string;
  private readonly open = new Map<string, OpenFile>();
  /** Files with something to write. */
  private readonly dirty = new Set<OpenFile>();
  private replacements = 0;
  /** Replacements of one file come one after the other: the last one asked for is what stays. */
  private readonly replacing = new Map<string, (() => void)[]>();
  private readonly fail: (error: Error) => void;

  /** `fail` is told when the system refuses something there is no answer to. */
  constructor(dir: string, fail: (error: Error) => void) {
    this.dir = dir;
    this.fail = fail;
  }

  view(): DiskView {
    const files: string[] = [];
    const walk = (folder: string): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isFile()) files.push(relative(this.dir, path).split(sep).join('/'));
        else if (entry.isDirectory() && folder === this.dir) walk(path);
      }
    };
    walk(this.dir);
    return { files, read: (file) => this.contents(file) };
  }

  read(file: string): Uint8Array | null {
    this.flush();
    return this.contents(file);
  }

  private contents(file: string): Uint8Array | null {
    try {
      const bytes = readFileSync(this.path(file));
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }

  private path(file: string): string {
    // A name from the root is that of the configuration file, which is wherever it is.
    return isAbsolute(file) ? file : join(this.dir, file);
  }

  private opened(file: string): OpenFile {
    const known = this.open.get(file);
    if (known !== undefined) return known;
    mkdirSync(dirname(this.path(file)), { recursive: true });
    const fd = openSync(this.path(file), 'a');
    const opened: OpenFile = { fd, length: fstatSync(fd).size, waiting: [], syncing: 0, forgotten: false };
    this.open.set(file, opened);
    return opened;
  }

  append(file: string, bytes: Uint8Array): void {
    const opened = this.opened(file);
    if (bytes.length === 0) return;
    opened.waiting.push(bytes);
    this.dirty.add(opened);
  }

  flush(): void {
    if (this.dirty.size === 0) return;
    for (const file of this.dirty) this.write(file);
    this.dirty.clear();
  }

  private write(file: OpenFile): void {
    const bytes = file.waiting.length === 1 ? (file.waiting[0] as Uint8Array) : Buffer.concat(file.waiting); // of one
    file.waiting = [];
    for (let at = 0; at < bytes.length; ) at += writeSync(file.fd, bytes, at);
    file.length += bytes.length;
  }

  sync(file: string, done: (upTo: number) => void): void {
    const opened = this.opened(file);
    this.flush();
    const upTo = opened.length;
    opened.syncing++;
    fdatasync(opened.fd, (error) => {
      opened.syncing--;
      if (opened.forgotten && opened.syncing === 0) closeSync(opened.fd);
      if (error !== null) this.fail(error);
      else done(upTo);
    });
  }

  replace(file: string, bytes: Uint8Array, done: () => void): void {
    const waiting = this.replacing.get(file);
    if (waiting !== undefined) {
      waiting.push(() => this.replaceNow(file, bytes, done));
      return;
    }
    this.replacing.set(file, []);
    this.replaceNow(file, bytes, done);
  }

  /** The one under way is over; the next may begin. */
  private replaced(file: string): void {
    const next = this.replacing.get(file)?.shift();
    if (next === undefined) this.replacing.delete(file);
    else next();
  }

  private replaceNow(file: string, bytes: Uint8Array, done: () => void): void {
    const path = this.path(file);
    const temporary = join(dirname(path), `temp-${process.pid}-${++this.replacements}`);
    mkdirSync(dirname(path), { recursive: true });
    this.forget(file);
    const finish: Done = (error) => {
      if (error === null) done();
      else this.fail(error);
      this.replaced(file);
    };
    writeWhole(temporary, bytes, (error) => {
      if (error !== null) return finish(error);
      rename(temporary, path, (failed) => {
        if (failed !== null) finish(failed);
        else syncFolder(dirname(path), finish);
      });
    });
  }

  truncate(file: string, length: number): void {
    const opened = this.opened(file);
    this.flush();
    // What is opened for appending alone may not be cut on every system.
    const fd = openSync(this.path(file), 'r+');
    ftruncateSync(fd, length);
    closeSync(fd);
    opened.length = Math.min(opened.length, length);
  }

  remove(file: string): void {
    this.forget(file);
    rmSync(this.path(file), { force: true });
  }

  private forget(file: string): void {
    const opened = this.open.get(file);
    if (opened === undefined) return;
    this.flush();
    this.open.delete(file);
    opened.forgotten = true;
    if (opened.syncing === 0) closeSync(opened.fd);
  }

  close(): void {
    this.flush();
    for (const { fd } of this.open.values()) {
      fdatasyncSync(fd);
      closeSync(fd);
    }
    this.open.clear();
  }
}

/** Writes and syncs a new file. */
function writeWhole(path: string, bytes: Uint8Array, done: Done): void {
  open(path, 'w', 0o644, (refused, fd) => {
    if (refused !== null) return done(refused);
    const close: Done = (error) => {
      closeSync(fd);
      done(error);
    };
    const from = (at: number): void => {
      write(fd, bytes, at, bytes.length - at, null, (error, written) => {
        if (error !== null) close(error);
        else if (at + written < bytes.length) from(at + written);
        else fsync(fd, close);
      });
    };
    from(0);
  });
}

/** A rename is on the disk when its folder is. Not every system lets a folder be opened; there it is not needed. */
function syncFolder(path: string, done: Done): void {
  open(path, 'r', (refused, fd) => {
    if (refused !== null) return done(null);
    fsync(fd, () => {
      closeSync(fd);
      done(null);
    });
  });
}
