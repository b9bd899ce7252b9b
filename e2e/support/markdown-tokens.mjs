// Deterministic Markdown, split into tokens of about four characters, for bursts and benchmarks.

import { richSection } from "./rich-markdown.mjs";

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

const sentence = "Current flows through the *element* and warms the water, so `almost nothing` of it is lost on the way. ";
const code = "    let seconds = litres * 4186.0 * 80.0 / power; // energy for eighty kelvin\n";

const splitTokens = (text) => text.match(/[^]{1,4}/g);

/** The shapes of an answer: the text at the beginning, and the text that is repeated. */
const shapes = {
  mixed: { prefix: [], repeated: splitTokens(document) },
  fence: { prefix: ["```rust\n"], repeated: splitTokens(code) },
  paragraph: { prefix: [], repeated: splitTokens(sentence) },
};

/** Yields `count` tokens of the sections of the rich text, which never repeat. */
function* richTokens(count) {
  let sent = 0;
  for (let section = 1; sent < count; section += 1) {
    const all = splitTokens(richSection(section)).slice(0, count - sent);
    yield* all;
    sent += all.length;
  }
}

function* shapedTokens(count, shape) {
  const { prefix, repeated } = shapes[shape];
  yield* prefix;
  for (let index = 0; index < count - prefix.length; index += 1) yield repeated[index % repeated.length];
}

/** Returns `count` tokens in one of the shapes above, or of the rich text for `rich`. */
export const markdownTokens = (count, shape = "mixed") => (shape === "rich" ? richTokens(count) : shapedTokens(count, shape));

/** The number of tokens in one copy of the document. */
export const documentTokens = shapes.mixed.repeated.length;
