import { shown } from './text-values.ts';

/*
 * What a machine's timer is for, in words. Timers are named by their machines; those that only keep a connection alive
 * or tidy up are routine, and nobody wants to be taken to them.
 */

interface TimerWords {
  readonly says: (node: string, of: string) => string;
  readonly routine?: true;
}

const WORDS: Readonly<Record<string, TimerWords | undefined>> = {
  // Redis
  expire: { says: (node) => `a key of ${node} is due to expire` },
  blocked: { says: (node) => `a blocked client of ${node} has waited long enough` },
  aof: { says: (node) => `${node} may sync its AOF` },
  save: { says: (node) => `${node} may save a snapshot` },
  child: { says: (node) => `the saving child of ${node} is done` },
  pause: { says: (node) => `${node} goes on after CLIENT PAUSE` },
  // RabbitMQ
  ttl: { says: (_, queue) => `the first message of ${queue} is due to expire` },
  expires: { says: (_, queue) => `${queue} is due to be deleted as unused` },
  sync: { says: (node) => `${node} syncs its message store` },
  timeout: { says: (node) => `a consumer of ${node} has had its time` },
  closing: { says: (node) => `${node} gives up waiting for a close`, routine: true },
  heartbeat: { says: (node) => `${node} sends or misses a heartbeat`, routine: true },
  // clients
  work: { says: (node) => `${node} is done with its work` },
  tick: { says: (node) => `${node} sends its next` },
  retry: { says: (node) => `${node} tries to connect again` },
  connect: { says: (node) => `${node} gives up connecting` },
  ack: { says: (node) => `${node} acknowledges what it has` },
  confirm: { says: (node) => `${node} has waited long enough for its confirm` },
  keepalive: { says: (node) => `${node} looks whether its peer still lives`, routine: true },
};

/** The name without what it is of: `heartbeat 3`, `ttl 1 / orders`, `amqp.retry`. */
function baseOf(name: string): string {
  return (name.split(' ', 1)[0] ?? '').replace(/^amqp\./, '');
}

/** The queue of a timer such as `ttl 1 / orders`: the length of the virtual host, the virtual host, the queue. */
function queueOf(name: string): string {
  const [what = '', length = '', ...rest] = name.split(' ');
  return rest.length === 0 ? what : rest.join(' ').slice(Number(length) + 1);
}

export function timerSays(node: string, name: string): string {
  const words = WORDS[baseOf(name)];
  return words === undefined ? `${node}: ${shown(name)}` : words.says(node, shown(queueOf(name)));
}

export function isRoutine(name: string): boolean {
  return WORDS[baseOf(name)]?.routine === true;
}
