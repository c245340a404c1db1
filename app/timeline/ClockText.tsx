import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import type { Clock } from './clock.ts';

/** The time shown, written without React taking part: it changes sixty times a second. */
export function ClockText({
  clock,
  write,
}: {
  readonly clock: Clock;
  readonly write: (at: number) => string;
}): ReactNode {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = (): void => {
      if (element.current) element.current.textContent = write(clock.now());
    };
    show();
    return clock.watch(show);
  }, [clock, write]);
  return <span ref={element} />;
}
