import { use, useEffect } from 'react';
import type { ViewAnswers, ViewRequest } from '../../engine/host/protocol.ts';
import { nameOf, useLab, watchView } from './lab.ts';
import { SideContext } from './side.ts';

/** The answer to a view request, kept up to date while the component is on the page. Null until there is one. */
export function useView<Kind extends ViewRequest['view']>(
  request: (ViewRequest & { readonly view: Kind }) | null,
): ViewAnswers[Kind] | null {
  const side = use(SideContext);
  const asked = request && side !== undefined ? { ...request, side } : request;
  const name = asked ? nameOf(asked) : null;
  useEffect(() => {
    // The name is the request, written out.
    return name === null ? undefined : watchView(JSON.parse(name) as ViewRequest);
  }, [name]);
  // The worker answers each kind of request with its own view (see ViewAnswers).
  const answer = useLab((state) => (name === null ? null : state.answers[name])) as ViewAnswers[Kind] | undefined;
  return answer ?? null;
}
