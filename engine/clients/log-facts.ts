/*
 * What happens in clients of Kafka. `client.produced` causes the `net.sent` of the Produce it is in (together with the
 * others of its batch), and its answer `client.acknowledged`. A record's `id` is its value's first word, `<name>-<n>`.
 */
export type LogClientFact =
  | { readonly kind: 'client.connected'; readonly server: string }
  | { readonly kind: 'client.disconnected'; readonly server: string; readonly text: string }
  | {
      readonly kind: 'client.produced';
      readonly n: number;
      readonly id: string;
      readonly topic: string;
      readonly partition: number;
      readonly key: string | null;
      readonly attempt: number;
    }
  | {
      readonly kind: 'client.acknowledged';
      readonly n: number;
      readonly id: string;
      readonly partition: number;
      readonly offset: number;
    }
  /** Given up on: the error has no remedy, or it has been tried for too long. */
  | { readonly kind: 'client.unacknowledged'; readonly n: number; readonly id: string; readonly why: string }
  | { readonly kind: 'client.finished'; readonly count: number }
  | {
      readonly kind: 'client.assigned';
      readonly group: string;
      readonly generation: number;
      readonly partitions: readonly number[];
    }
  | { readonly kind: 'client.revoked'; readonly group: string; readonly why: string }
  | {
      readonly kind: 'client.polled';
      readonly topic: string;
      readonly partition: number;
      readonly first: number;
      readonly last: number;
    }
  | {
      readonly kind: 'client.processed';
      readonly id: string;
      readonly partition: number;
      readonly offset: number;
      readonly duplicate: boolean;
    }
  | { readonly kind: 'client.committed'; readonly group: string; readonly partition: number; readonly offset: number }
  | { readonly kind: 'client.commitRefused'; readonly group: string; readonly error: number };
