// Reports the medians of the runs as a table and as JSON.

const sorted = (values) => [...values].sort((a, b) => a - b);

export function median(values) {
  const all = sorted(values);
  const middle = all.length / 2;
  return all.length % 2 ? all[Math.floor(middle)] : (all[middle - 1] + all[middle]) / 2;
}

const round = (value) => (value < 20 ? Math.round(value * 100) / 100 : Math.round(value * 10) / 10);

/** Turns { subject: { name: [runs] } } into { name: { subject: { median, min, max, runs } } }. */
export function summarize(measured) {
  const summary = {};
  for (const [subject, measures] of Object.entries(measured)) {
    for (const [name, runs] of Object.entries(measures)) {
      const all = sorted(runs).map(round);
      (summary[name] ??= {})[subject] = { median: round(median(runs)), min: all[0], max: all.at(-1), runs: runs.map(round) };
    }
  }
  return summary;
}

/** Formats the summary as a table. `goals` maps the name of a measure to the limit for our page. */
export function table(summary, goals) {
  const cell = (value) => String(value ?? "–").padStart(9);
  const rows = Object.entries(summary).map(([name, { ours, floor }]) => [name, ours?.median, ours?.min, ours?.max, floor?.median, goals[name] ?? ""]);
  const width = Math.max(...rows.map(([name]) => name.length));
  const line = ([name, ...values]) => `${name.padEnd(width)} ${values.map(cell).join(" ")}`;
  return [line(["medians; ms, MB, frames/s or ratio", "ours", "lowest", "highest", "floor", "goal"]), ...rows.map(line)].join("\n");
}
