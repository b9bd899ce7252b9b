// The same Markdown on every run, cut into tokens of about four characters, for bursts and benchmarks.

const document = `## How a kettle works

A kettle turns **electric current** into heat. The element sits in the water, so *almost nothing* is lost:

1. Current flows through the element.
2. The element warms the water; \`100 °C\` is the end.
3. Steam reaches the switch and it opens.

- quick, because the water touches the metal
- safe, because it stops by itself
- cheap: see [the table](https://example.org/kettles) below

| litres | seconds | watt hours |
| --- | --- | --- |
| 0.5 | 90 | 55 |
| 1.0 | 170 | 105 |

\`\`\`rust
fn seconds(litres: f64, power: f64) -> f64 {
    // Energy for eighty kelvin, divided by power.
    litres * 4186.0 * 80.0 / power
}
\`\`\`

> Fill it only as far as you need, and the rest follows.

`;

const pieces = document.match(/[^]{1,4}/g);

export function* markdownTokens(count) {
  for (let index = 0; index < count; index += 1) yield pieces[index % pieces.length];
}

/** How many tokens one copy of the document has. */
export const documentTokens = pieces.length;
