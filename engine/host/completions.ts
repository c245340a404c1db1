import type { Simulation } from '../sim/simulation.ts';
import type { CompletionView } from './protocol.ts';

/*
 * What a prompt could go on with. The machines know their own languages and answer the query `completions`: a prompt
 * for its own commands, or else the server that it talks to.
 */

interface CompletionQuery {
  readonly kind: 'completions';
  readonly text: string;
}

const COUNT_MAX = 12;

export function completionsFor(
  simulation: Simulation<unknown>,
  prompt: string,
  text: string,
): readonly CompletionView[] {
  const query: CompletionQuery = { kind: 'completions', text };
  const own = ask(simulation, prompt, query);
  if (own !== null) return own;
  const config = simulation.world.nodes.get(prompt)?.config as { readonly server?: unknown } | undefined;
  return typeof config?.server === 'string' ? (ask(simulation, config.server, query) ?? []) : [];
}

/** Null when that node does not answer such a question: it is down, or another language is spoken there. */
function ask(simulation: Simulation<unknown>, node: string, query: CompletionQuery): readonly CompletionView[] | null {
  const answer = simulation.inspect(node, query) as { readonly kind?: unknown; readonly completions?: unknown } | null;
  if (answer?.kind !== 'completions' || !Array.isArray(answer.completions)) return null;
  return (answer.completions as CompletionView[]).slice(0, COUNT_MAX);
}
