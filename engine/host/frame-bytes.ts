import { DISSECTORS } from '../machines.ts';
import { frameDetail } from '../scene/frame-view.ts';
import type { Fact, KernelFact } from '../sim/facts.ts';
import type { Frame, NodeId, Seq } from '../sim/machine.ts';
import type { Simulation } from '../sim/simulation.ts';
import type { LabScene } from './lab-scene.ts';
import type { FrameAnswer } from './protocol.ts';

/* The bytes of a frame: what the bridge would write to a socket, taken apart by the codec of its protocol. */

type Dissect = (typeof DISSECTORS)[string]['dissect'];
export type FieldSpan = ReturnType<Dissect>['fields'][number];
type Sent = Extract<KernelFact, { kind: 'net.sent' }>;

/** Bytes of a frame that the page is given. */
const BYTES_MAX = 2048;
/** Facts looked through for what the two ends had agreed on before. */
const LOOK_BACK_MAX = 50_000;

/** Null where there is no such frame on this branch up to the present. */
export function frameAnswer(seq: Seq, simulation: Simulation<LabScene>): FrameAnswer | null {
  const facts = (at: Seq): Fact | null => (at <= simulation.world.seq ? simulation.fact(at) : null);
  const detail = frameDetail(simulation.folded.scene, facts, seq);
  const fact = facts(seq);
  if (detail === null || fact === null) return null;
  const { frame } = fact.body as Sent;
  const { protocol, server, decided } = agreedOn(seq, detail.conn, [detail.from, detail.to], simulation);
  const dissector = DISSECTORS[protocol];
  if (dissector === undefined) return { ...detail, protocol, bytes: new Uint8Array(0), size: 0, fields: [] };
  const { bytes, fields } = dissector.dissect(frame, detail.from === server ? 'server' : 'client', decided);
  return { ...detail, protocol, bytes: bytes.slice(0, BYTES_MAX), size: bytes.length, fields: fields.map(told) };
}

interface Agreed {
  readonly protocol: string;
  readonly server: NodeId;
  /** The latest frame that decided how later ones are written. */
  readonly decided: Frame;
}

/** What was settled on a connection before a frame of it: who serves, and what handshakes decided. */
function agreedOn(sent: Seq, conn: number, ends: readonly [NodeId, NodeId], simulation: Simulation<LabScene>): Agreed {
  const listens = (id: NodeId): string | null => {
    const node = simulation.world.nodes.get(id);
    return node === undefined ? null : (simulation.registry[node.machine]?.listens ?? null);
  };
  let server = ends.find((id) => listens(id) !== null) ?? ends[1];
  const protocol = listens(server) ?? '';
  const dissector = DISSECTORS[protocol];
  let decided: Frame = null;
  for (let seq = sent - 1; seq > Math.max(0, sent - LOOK_BACK_MAX); seq--) {
    const body = simulation.fact(seq)?.body as KernelFact | undefined;
    if (body === undefined) break;
    if (body.kind === 'net.sent' && body.conn === conn && decided === null && dissector?.decides(body.frame) === true)
      decided = body.frame;
    if (body.kind !== 'net.connecting' || body.conn !== conn) continue;
    server = body.to;
    break;
  }
  return { protocol, server, decided };
}

/** Values long enough to be read, no longer. */
const VALUE_MAX = 400;

function told(field: FieldSpan): FieldSpan {
  const value = field.value.length > VALUE_MAX ? `${field.value.slice(0, VALUE_MAX)} …` : field.value;
  return { ...field, value, parts: field.parts.map(told) };
}
