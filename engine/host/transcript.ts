import type { ClientFact, ProgramFact } from '../clients/facts.ts';
import type { Fact, KernelFact } from '../sim/facts.ts';
import type { TranscriptLine } from './protocol.ts';

/*
 * What a terminal beside the stage would show: what was typed and answered at the prompts, and what was done to the
 * nodes. A fold of its own beside the scene, so that it goes back and branches with everything else.
 */

/** Lines kept, oldest dropped first. */
const LINES_MAX = 400;

export interface Transcript {
  lines: TranscriptLine[];
}

export function createTranscript(): Transcript {
  return { lines: [] };
}

export function forkTranscript(transcript: Transcript): Transcript {
  return { lines: transcript.lines.slice() };
}

/** Takes one fact in. */
export function transcribe(transcript: Transcript, fact: Fact): void {
  const line = lineOf(fact.body as ClientFact | KernelFact | ProgramFact);
  if (line === null || line.text === '') return;
  transcript.lines.push({ seq: fact.seq, at: fact.at, node: fact.node, ...line });
  if (transcript.lines.length > LINES_MAX * 1.25) transcript.lines = transcript.lines.slice(-LINES_MAX);
}

function lineOf(body: ClientFact | KernelFact | ProgramFact): Pick<TranscriptLine, 'kind' | 'text'> | null {
  switch (body.kind) {
    case 'client.typed':
      return { kind: 'typed', text: body.line };
    case 'client.replied':
    case 'client.printed':
    case 'program.printed':
      return { kind: 'answer', text: body.text };
    case 'program.crashed':
      return { kind: 'event', text: `died ${body.waiting ? 'waiting at' : 'before'} line ${body.line}` };
    case 'node.stopped':
      return { kind: 'event', text: STOP_TEXT[body.how] };
    case 'node.started':
      return body.afterStop === null ? null : { kind: 'event', text: 'started again' };
    case 'link.parted':
      return { kind: 'event', text: `${body.between.join(' and ')} parted` };
    case 'link.healed':
      return { kind: 'event', text: `${body.between.join(' and ')} joined again` };
    case 'input.refused':
      return { kind: 'event', text: body.why };
    default:
      return null;
  }
}

const STOP_TEXT = { kill: 'killed', powerCut: 'power cut', exit: 'ended by itself' } as const;
