/*
 * Calls between the page and its worker: typed once, both ends derived. A table of calls says what each takes and
 * gives; the page gets a client with one async method a call, the worker gives a handler with one method a call.
 */

/** The table of calls: name to [argument, answer]. */
export type CallTable = Readonly<Record<string, readonly [argument: unknown, answer: unknown]>>;

export type Client<T extends CallTable> = {
  readonly [K in keyof T]: (argument: T[K][0]) => Promise<T[K][1]>;
};

export type Handler<T extends CallTable> = {
  readonly [K in keyof T]: (argument: T[K][0]) => T[K][1] | Promise<T[K][1]>;
};

/** What a failed call rejects with: the name and the words of the error in the worker. */
export class CallError extends Error {
  override readonly name: string;

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

interface CallMessage {
  readonly call: string;
  readonly id: number;
  readonly argument: unknown;
}

type AnswerMessage =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly name: string; readonly message: string };

/** Either end of a message channel, as Worker, DedicatedWorkerGlobalScope and MessagePort all are. */
export interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** The calling end. `failAll` rejects what is still waiting, for when the other end died. */
export function connectClient<T extends CallTable>(port: Port): { client: Client<T>; failAll(error: Error): void } {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  let dead: Error | null = null;
  port.addEventListener('message', ({ data }) => {
    const answer = data as AnswerMessage;
    const caller = waiting.get(answer.id);
    if (caller === undefined) return;
    waiting.delete(answer.id);
    if (answer.ok) caller.resolve(answer.value);
    else caller.reject(new CallError(answer.name, answer.message));
  });
  const call = (name: string, argument: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (dead !== null) return reject(dead);
      const id = ++lastId;
      waiting.set(id, { resolve, reject });
      const message: CallMessage = { call: name, id, argument };
      port.postMessage(message);
    });
  const client = new Proxy({}, { get: (_, name) => (argument: unknown) => call(String(name), argument) });
  return {
    client: client as Client<T>,
    failAll(error) {
      dead = error;
      for (const caller of waiting.values()) caller.reject(error);
      waiting.clear();
    },
  };
}

/** The answering end. An error becomes an answer, never an uncaught exception; `onBug` hears of those nobody expects. */
export function serve<T extends CallTable>(port: Port, handler: Handler<T>, onBug: (error: unknown) => void): void {
  port.addEventListener('message', ({ data }) => {
    const { call, id, argument } = data as CallMessage;
    const answer = async (): Promise<AnswerMessage> => {
      try {
        if (!Object.hasOwn(handler, call)) throw new TypeError(`there is no call ${call}`);
        return { id, ok: true, value: await (handler[call] as (argument: unknown) => unknown)(argument) };
      } catch (error) {
        if (!(error instanceof Error) || error.name === 'TypeError' || error.name === 'AssertionError') onBug(error);
        return {
          id,
          ok: false,
          name: error instanceof Error ? error.name : 'Error',
          message: error instanceof Error ? error.message : String(error),
        };
      }
    };
    void answer().then((message) => port.postMessage(message));
  });
}
