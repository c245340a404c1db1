import type { DiskView, Micros, Out, Traffic } from '../../sim/machine.ts';
import { COMMANDS } from '../commands/groups.ts';
import { COMMANDS_MAX, withRenames } from '../commands/table.ts';
import type { KvConfig } from '../config/config.ts';
import type { KvFact } from '../facts.ts';
import { initialState, newClient } from '../initial.ts';
import { Turn } from '../turn.ts';
import { type Load, type LoadRefusal, loadInSlices } from './load.ts';
import { type FileRead, rememberReadAhead } from './read-ahead-cache.ts';

/*
 * Reads the files of a server before it boots, slice by slice, for a host that must stay awake and say how far it is.
 * The boot that follows finds them read. It runs the very code that boot runs, on a state of its own.
 */

export class ReadAhead {
  /** Why no server could start from these files, in Redis's words. */
  refusal: LoadRefusal | null = null;
  /** The file under way, and how far: bytes of it that are whole and valid. */
  file = '';
  upTo = 0;
  readonly #turn: Turn;
  readonly #out: ReadingOut;
  readonly #load: Load<LoadRefusal | null>;
  readonly #files: FileRead[] = [];
  /** Bytes of the files before the one under way. */
  #before = 0;

  /**
   * @param disk what its disk holds when it boots, at virtual time 0.
   * @param random the stream of its node as it is before the boot. It is drawn from.
   */
  constructor(config: KvConfig, disk: DiskView, random: (bound: number) => number) {
    this.#out = new ReadingOut(random);
    const state = initialState(config, COMMANDS_MAX, this.#out);
    const client = newClient(1, -1, '', state.startedAt, true);
    this.#turn = new Turn(state, this.#out, withRenames(COMMANDS, state.renames), client);
    this.#out.drawn = 0;
    this.#load = loadInSlices(this.#turn, disk);
  }

  /** Bytes read so far, of all files. */
  get bytes(): number {
    return this.#before + this.upTo;
  }

  /** Keys that are there so far. */
  get keys(): number {
    return this.#turn.state.dbs.reduce((sum, db) => sum + db.keys.count, 0);
  }

  /** Reads another slice. False when there is nothing left to read. */
  step(): boolean {
    const { done, value } = this.#load.next();
    if (done === true) {
      this.refusal = value;
      // What was drawn while reading, a boot that does not read would not draw.
      if (value === null && this.#out.drawn === 0) rememberReadAhead(this.#turn, this.#files);
      return false;
    }
    this.file = value.file;
    this.upTo = value.upTo;
    if (value.read !== null) {
      this.#files.push(value.read);
      if (value.read.result.failure === null) {
        this.#before += value.size;
        this.upTo = 0;
      }
    }
    return true;
  }
}

/** A door that leads nowhere. */
class ReadingOut implements Out<KvFact> {
  readonly now: Micros = 0;
  readonly observed = false;
  drawn = 0;
  readonly #random: (bound: number) => number;

  constructor(random: (bound: number) => number) {
    this.#random = random;
  }

  random(bound: number): number {
    this.drawn++;
    return this.#random(bound);
  }
  note(): number {
    return 0;
  }
  connect(): number {
    return 0;
  }
  send(): void {}
  close(): void {}
  setTimer(): void {}
  clearTimer(): void {}
  busy(): void {}
  append(): void {}
  sync(): void {}
  replace(): void {}
  truncate(): void {}
  read(): null {
    return null;
  }
  remove(): void {}
  bound(): void {}
  exit(): void {}
  traffic(): Traffic {
    return { unread: 0, unparsed: 0, received: 0, sent: 0 };
  }
}
