/** Returns a function that gives a random number from 0 to `most - 1`: the same ones in every run. */
export function createRandom(seed: number) {
  let state = seed;
  return (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % most;
  };
}
