// Medians of measured runs, as a table and as JSON.

const sorted = (values) => [...values].sort((a, b) => a - b);

export function median(values) {
  const all = sorted(values);
  const middle = all.length / 2;
  return all.length % 2 ? all[Math.floor(middle)] : (all[middle - 1] + all[middle]) / 2;
}

const round = (value) => Math.round(value * 10) / 10;

/** Turns { name: [runs in ms] } into { name: { median, min, max, runs } }. */
export function summarize(measured) {
  const entries = Object.entries(measured).map(([name, runs]) => {
    const all = sorted(runs).map(round);
    return [name, { unit: "ms", median: round(median(runs)), min: all[0], max: all.at(-1), runs: runs.map(round) }];
  });
  return Object.fromEntries(entries);
}

export function table(measures) {
  const width = Math.max(...Object.keys(measures).map((name) => name.length));
  const cell = (value) => String(value).padStart(9);
  const rows = Object.entries(measures).map(([name, { median, min, max }]) => `${name.padEnd(width)} ${cell(median)} ${cell(min)} ${cell(max)}`);
  return [`${"milliseconds".padEnd(width)} ${cell("median")} ${cell("min")} ${cell("max")}`, ...rows].join("\n");
}
