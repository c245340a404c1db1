import type { ConnId, Micros, NodeId } from '../sim/machine.ts';
import type { FieldTable } from '../wire/amqp-methods.ts';

/*
 * What happens in a broker, in words that a picture and a ledger can be folded from.
 *
 * Identity. Every publish gets a *message* number, unique on its broker for ever (it grows; after a restart it goes
 * on from the time of the boot, so it is an identity and not a count). Every queue the message is routed to holds one
 * *copy*, named by (message, vhost, queue). Dead-lettering ends a copy and publishes a new message whose `parent`
 * names the one it was.
 *
 * Fates of a published message without a copy: unroutable, returned. Of a copy, exactly one at a time:
 *   ready         after enqueued, requeued, recovered; of a stream whatever was read of it
 *   unacked       after delivered with `noAck: false`
 *   acked         after acked, autoAcked (what an autoAcked frame then meets on the network is the ledger's to see)
 *   dead-lettered after deadLettered (a `published` with `parent` follows, and counts as its own message)
 *   expired       after expired
 *   dropped       after dropped, with its reason
 *   lost          after lost; and after a stop of the node, every copy that the `recovered` facts of the next boot do
 *                 not name: its `published` says whether it was persistent, the queue's `queueDeclared` whether it was
 *                 durable, `stored` and the kernel's `disk.synced` how far down it had got.
 * An ack that did not reach the disk is forgotten by a power cut or kill: the copy is named by `recovered` again.
 */

/** Message numbers as inclusive runs, ascending. */
export type MessageRuns = readonly (readonly [first: number, last: number])[];

export interface BindingRef {
  readonly destination: string;
  readonly to: 'queue' | 'exchange';
  readonly key: string;
  readonly arguments: FieldTable;
}

/** The unsuccessful tries shown in one `routed` fact; `missedCount` counts them all. */
export const MISSED_MAX = 20;
/** The runs named in one `recovered`, `stored` or `synced` fact; more of them make more facts. */
export const RUNS_MAX = 1000;

/** Why a copy went back to its queue. */
export type RequeueReason = 'nack' | 'reject' | 'recover' | 'channel closed' | 'connection closed' | 'consumer timeout';
/** Why a copy was let go for good without being consumed. */
export type DropReason =
  | 'maxlen'
  | 'rejected'
  | 'purged'
  | 'queue deleted'
  | 'queue expired'
  | 'reject-publish'
  | 'cycle'
  | 'delivery limit'
  | 'retention';
/** RabbitMQ's reasons in x-death. */
export const DEATHS = ['rejected', 'expired', 'maxlen', 'delivery_limit'] as const;
export type DeathReason = (typeof DEATHS)[number];

interface Place {
  readonly vhost: string;
  readonly queue: string;
}
interface Copy extends Place {
  readonly message: number;
}
interface OnChannel {
  readonly conn: ConnId;
  readonly channel: number;
}

export type BrokerFact =
  /** Up, with what its disk still knew; the recovered parts were noted before, each as declared, bound or recovered. */
  | {
      readonly kind: 'broker.started';
      readonly version: string;
      readonly first: boolean;
      readonly exchanges: number;
      readonly queues: number;
      readonly bindings: number;
      readonly copies: number;
    }
  /** These copies were found on the disk; each has `redelivered` set, as after any unclean stop. */
  | (Place & {
      readonly kind: 'broker.recovered';
      readonly messages: MessageRuns;
      readonly redelivered: boolean;
    })
  /* Connections and channels. */
  | {
      readonly kind: 'broker.connectionOpened';
      readonly conn: ConnId;
      readonly peer: NodeId;
      readonly vhost: string;
      readonly user: string;
      readonly name: string;
    }
  /** `code` 0 is a close in order; `byBroker` says who began it; a vanished socket has code null. */
  | {
      readonly kind: 'broker.connectionClosed';
      readonly conn: ConnId;
      readonly code: number | null;
      readonly text: string;
      readonly byBroker: boolean;
    }
  | {
      readonly kind: 'broker.connectionBlocked';
      readonly conn: ConnId;
      readonly reason: string;
    }
  | { readonly kind: 'broker.connectionUnblocked'; readonly conn: ConnId }
  /** A queue is behind with what this channel publishes: its reader is granted no more credit. */
  | {
      readonly kind: 'broker.queueSlow';
      readonly conn: ConnId;
      readonly channel: number;
      readonly vhost: string;
      readonly queue: string;
    }
  /** The credit is spent: the connection is not read until the queue has caught up. */
  | { readonly kind: 'broker.flowBegan'; readonly conn: ConnId; readonly channel: number }
  | { readonly kind: 'broker.flowEnded'; readonly conn: ConnId }
  | (OnChannel & { readonly kind: 'broker.channelOpened' })
  | (OnChannel & {
      readonly kind: 'broker.channelClosed';
      readonly code: number | null;
      readonly text: string;
      readonly byBroker: boolean;
    })
  | (OnChannel & {
      readonly kind: 'broker.qosSet';
      readonly prefetch: number;
      readonly global: boolean;
    })
  | (OnChannel & { readonly kind: 'broker.confirmSelected' })
  | (OnChannel & { readonly kind: 'broker.txSelected' })
  | (OnChannel & {
      readonly kind: 'broker.txCommitted';
      readonly publishes: number;
      readonly acks: number;
    })
  | (OnChannel & {
      readonly kind: 'broker.txRolledBack';
      readonly publishes: number;
      readonly acks: number;
    })
  /* Topology. */
  | {
      readonly kind: 'broker.exchangeDeclared';
      readonly vhost: string;
      readonly exchange: string;
      readonly type: string;
      readonly durable: boolean;
      readonly autoDelete: boolean;
      readonly internal: boolean;
      readonly arguments: FieldTable;
      readonly recovered: boolean;
    }
  | {
      readonly kind: 'broker.exchangeDeleted';
      readonly vhost: string;
      readonly exchange: string;
      readonly why: string;
    }
  | (Place & {
      readonly kind: 'broker.queueDeclared';
      readonly type: string;
      readonly durable: boolean;
      readonly exclusive: boolean;
      readonly autoDelete: boolean;
      readonly arguments: FieldTable;
      readonly recovered: boolean;
    })
  | (Place & {
      readonly kind: 'broker.queueDeleted';
      readonly why: string;
      readonly messages: number;
    })
  | (Place & { readonly kind: 'broker.queuePurged'; readonly messages: number })
  | (BindingRef & {
      readonly kind: 'broker.bound';
      readonly vhost: string;
      readonly exchange: string;
      readonly recovered: boolean;
    })
  | (BindingRef & {
      readonly kind: 'broker.unbound';
      readonly vhost: string;
      readonly exchange: string;
      readonly why: string;
    })
  | {
      readonly kind: 'broker.policyChanged';
      readonly vhost: string;
      readonly policy: string;
      readonly operator: boolean;
      readonly set: boolean;
    }
  | (Place & {
      readonly kind: 'broker.policyApplied';
      readonly policy: string | null;
      readonly operatorPolicy: string | null;
    })
  /* Consumers. */
  | (Place &
      OnChannel & {
        readonly kind: 'broker.consumerAdded';
        readonly consumer: string;
        readonly noAck: boolean;
        readonly exclusive: boolean;
        readonly priority: number;
        readonly prefetch: number;
        /** False while a single active consumer is another one. */
        readonly active: boolean;
      })
  | (Place &
      OnChannel & {
        readonly kind: 'broker.consumerActivated';
        readonly consumer: string;
      })
  | (Place &
      OnChannel & {
        readonly kind: 'broker.consumerCancelled';
        readonly consumer: string;
        readonly why: string;
      })
  /* A message's way in. */
  | (OnChannel & {
      readonly kind: 'broker.published';
      readonly message: number;
      readonly vhost: string;
      readonly exchange: string;
      readonly key: string;
      readonly persistent: boolean;
      readonly size: number;
      readonly mandatory: boolean;
      /** The number the publisher will see it confirmed under; null without confirms. */
      readonly confirmTag: number | null;
      /** For a dead letter the message it was; it is published by the broker itself (conn and channel 0). */
      readonly parent: number | null;
    })
  /** One exchange has looked at it. `via` says how it got to this exchange. */
  | {
      readonly kind: 'broker.routed';
      readonly message: number;
      readonly vhost: string;
      readonly exchange: string;
      readonly via: 'publish' | 'binding' | 'alternate exchange' | 'dead letter';
      readonly matched: readonly BindingRef[];
      readonly missed: readonly (BindingRef & { readonly why: string })[];
      readonly missedCount: number;
      readonly queues: readonly string[];
      readonly exchanges: readonly string[];
    }
  /** No queue at all. The message ends here, unless `returned` follows. */
  | {
      readonly kind: 'broker.unroutable';
      readonly message: number;
      readonly vhost: string;
      readonly exchange: string;
      readonly key: string;
    }
  | (OnChannel & {
      readonly kind: 'broker.returned';
      readonly message: number;
      readonly code: number;
      readonly text: string;
    })
  /** A direct reply, handed over past every queue; the message ends here, unless `returned` follows: it had no route. */
  | (OnChannel & { readonly kind: 'broker.replied'; readonly message: number; readonly consumer: string })
  /** `position` counts the ready messages ahead of it. `redelivered` is false for the fresh. */
  | (Copy & {
      readonly kind: 'broker.enqueued';
      readonly position: number;
      readonly priority: number;
    })
  /* A copy's way out. */
  /** `consumer` is null for basic.get. With `noAck` the broker forgets it at once: `autoAcked` follows. */
  | (Copy &
      OnChannel & {
        readonly kind: 'broker.delivered';
        readonly consumer: string | null;
        readonly tag: number;
        readonly redelivered: boolean;
        readonly noAck: boolean;
      })
  /** A consumer of a stream has been given a message, which stays where it is: the copy goes on being ready. */
  | (Copy &
      OnChannel & {
        readonly kind: 'broker.read';
        readonly consumer: string;
        readonly tag: number;
        readonly offset: number;
      })
  /** What a consumer of a stream has acknowledged: it may read so many more. */
  | (Place & OnChannel & { readonly kind: 'broker.credited'; readonly consumer: string; readonly count: number })
  | (Copy & { readonly kind: 'broker.autoAcked' })
  | (Copy & OnChannel & { readonly kind: 'broker.acked'; readonly tag: number })
  | (Copy &
      OnChannel & {
        readonly kind: 'broker.rejected';
        readonly tag: number;
        readonly requeue: boolean;
      })
  | (Copy & {
      readonly kind: 'broker.requeued';
      readonly position: number;
      readonly why: RequeueReason;
    })
  /** `to` is the exchange, `key` the routing key it is published with there. */
  | (Copy & {
      readonly kind: 'broker.deadLettered';
      readonly reason: DeathReason;
      readonly to: string;
      readonly key: string;
    })
  | (Copy & { readonly kind: 'broker.expired'; readonly after: Micros })
  | (Copy & { readonly kind: 'broker.dropped'; readonly why: DropReason })
  | (Copy & { readonly kind: 'broker.lost'; readonly why: string })
  /* Confirms: every tag from `first` to `last` of that channel; one basic.ack or basic.nack each fact. */
  | (OnChannel & {
      readonly kind: 'broker.confirmed';
      readonly first: number;
      readonly last: number;
      readonly messages: MessageRuns;
    })
  | (OnChannel & {
      readonly kind: 'broker.nacked';
      readonly first: number;
      readonly last: number;
      readonly messages: MessageRuns;
      readonly why: string;
    })
  /* Down to the disk. Until `stored`, a persistent copy is in the broker's own memory. */
  /** These copies are in the page cache, within bytes [from, to) of the file. */
  | (Place & {
      readonly kind: 'broker.stored';
      readonly file: string;
      readonly from: number;
      readonly to: number;
      readonly messages: MessageRuns;
    })
  /** These copies are on the disk: now they may be confirmed. */
  | (Place & {
      readonly kind: 'broker.synced';
      readonly file: string;
      readonly upTo: number;
      readonly messages: MessageRuns;
    })
  | {
      readonly kind: 'broker.compacted';
      readonly file: string;
      readonly before: number;
      readonly after: number;
    }
  /** Records of the file from here on could not be read at boot: cut off by a power cut in mid-write, or not ours. */
  | {
      readonly kind: 'broker.truncated';
      readonly file: string;
      readonly at: number;
      readonly bytes: number;
    }
  /* Alarms. */
  | {
      readonly kind: 'broker.alarmRaised';
      readonly alarm: 'memory' | 'disk';
      readonly used: number;
      readonly limit: number;
    }
  | {
      readonly kind: 'broker.alarmCleared';
      readonly alarm: 'memory' | 'disk';
      readonly used: number;
      readonly limit: number;
    }
  /** Something the operator did at the node's prompt was refused, in the product's words. */
  | {
      readonly kind: 'broker.commandAnswered';
      readonly line: string;
      readonly ok: boolean;
      readonly text: string;
    };
