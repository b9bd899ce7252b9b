// How many tests passed and failed.

/** Returns the counts of a check without individual tests. */
export const countCheck = (ok) => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1 });

/** Returns the counts of a program. A nonzero exit code without a failed test counts as one failure. */
export function countProgram({ passed, failed }, code) {
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

/** Returns the counts of all checks together. */
export function sumCounts(results) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  return { passed: sum("passed"), failed: sum("failed") };
}
