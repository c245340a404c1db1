import type { Micros } from '../sim/machine.ts';

/** What a voter knows of the quorum. KAFKA: org.apache.kafka.raft.QuorumState */
export interface QuorumState {
  role: 'unattached' | 'prospective' | 'candidate' | 'follower' | 'leader';
  epoch: number;
  /** -1 while nobody is known to lead. */
  leader: number;
  /** Whom it voted for in this epoch; -1 for nobody. */
  votedFor: number;
  /** Of a candidate: who has granted it a vote. */
  votes: number[];
  /** Committed: on the disks of a majority. */
  highWatermark: number;
  /** Of a leader: how far each voter is, and when it was last heard of. */
  readonly voters: Map<number, { endOffset: number; heardAt: Micros }>;
  /** Of a leader: where its epoch begins; nothing before its first record counts as committed by it. */
  epochStart: number;
  /** Of a follower: when it last heard of its leader. */
  heardAt: Micros;
}
