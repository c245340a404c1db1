/** The page's own clock and timers, for noticing that a worker no longer answers. */
export const pageTimers = {
  every: (ms: number, look: () => void): (() => void) => {
    const timer = setInterval(look, ms);
    return () => clearInterval(timer);
  },
  now: (): number => performance.now(),
};
