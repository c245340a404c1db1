/** Numbers that look random and are the same for the same seed: `draw(bound)` is an integer in [0, bound). */
export function pcg(seed: number): (bound: number) => number {
  let state = (seed * 2654435761) >>> 0;
  return (bound) => {
    state = (Math.imul(state, 747796405) + 2891336453) >>> 0;
    let word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0;
    word = ((word >>> 22) ^ word) >>> 0;
    return word % bound;
  };
}
