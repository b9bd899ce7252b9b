// Deterministic Markdown with everything that costs more than words: about equal parts of prose with links and emphasis, nested
// lists, a table, code in four languages, formulas, and quotes. Sections differ in their numbers and words, so that nothing can be
// kept from one section to the next.

const devices = ["kettle", "lamp", "pump", "fan", "heater", "bell", "clock"];
const verbs = ["warms", "moves", "measures", "carries", "changes", "holds"];
const rooms = ["kitchen", "cellar", "garden", "workshop", "harbour"];

const pick = (words, index) => words[index % words.length];

const prose = (n) => `## ${n}. The ${pick(devices, n)} in the ${pick(rooms, n)}

The **${pick(devices, n)}** ${pick(verbs, n)} what the *${pick(devices, n + 1)}* leaves, as [the manual of ${1900 + n}](https://example.org/manuals/${n}?page=${n * 7})
says on page \`${n * 7}\`, and ***nothing else*** does. Most of it is ~~lost~~ kept[^note-${n}]: see https://example.org/${pick(rooms, n)}/${n} for
the *whole* list, or ask **someone who knows**. It is "enough" for ${n} days & <${n + 1} nights.

A second paragraph has fewer marks, since most of what is written has none. It goes on for a while about the ${pick(rooms, n + 2)}, then it
comes back to [the ${pick(devices, n)}](https://example.org/things/${pick(devices, n)}) and ends with *one* emphasis.

[^note-${n}]: Measured in the ${pick(rooms, n)} on day ${n}, with *care*.

`;

const lists = (n) => `1. **First**, look at the ${pick(devices, n)}:
   - it is switched \`off\`, or
   - it is on, and then
     1. wait ${n} minutes,
     2. read [the label](https://example.org/labels/${n}), and
     3. write down $t_{${n}}$.
   - Otherwise *stop*.
2. Then compare it with the ${pick(devices, n + 3)}.

   This item has a second paragraph with **strong words** in it.
3. At last:
   - [x] close the ${pick(rooms, n)}
   - [ ] open the ${pick(rooms, n + 1)}
     - with the *small* key
     - or with ${n + 2} others

- short
- shorter, with \`code ${n}\`
  - and nested

`;

const table = (n) => {
  const rows = Array.from({ length: 8 }, (_, row) => {
    const amount = (n * 13 + row * 7) % 100;
    return `| ${pick(devices, n + row)} | ${amount}.${row} | **${amount * 3}** | [${row}](https://example.org/rows/${n}/${row}) | $${row + n}x^2$ |\n`;
  });
  return `| thing | litres | watts | source | law |\n| :--- | ---: | :---: | --- | --- |\n${rows.join("")}\n`;
};

const code = (n) => `\`\`\`js
// Energy that the ${pick(devices, n)} takes, in watt hours.
export async function energy${n}({ litres, power = ${n * 100}, from = "${pick(rooms, n)}" }) {
  const { data, error } = await fetch(\`/api/\${from}/${n}\`).then((response) => response.json());
  if (error) throw new Error(\`No data: \${error.message}\`);
  return data.map((value, index) => (litres * 4186 * value) / power + index ** ${n});
}
\`\`\`

\`\`\`python
class ${pick(devices, n)[0].toUpperCase()}${pick(devices, n).slice(1)}${n}:
    """What the ${pick(rooms, n)} knows about it."""

    def __init__(self, litres: float = ${n}.5, *names: str) -> None:
        self.litres, self.names = litres, [name.strip() for name in names if name]

    def total(self) -> float:
        return sum(len(name) * self.litres for name in self.names)  # ${n} of them
\`\`\`

\`\`\`rust
/// Seconds until the ${pick(devices, n)} is warm.
pub fn seconds_${n}<'a>(litres: &'a [f64], power: Option<f64>) -> Result<f64, String> {
    let power = power.filter(|watts| *watts > ${n}.0).ok_or_else(|| "no power".to_owned())?;
    Ok(litres.iter().map(|litre| litre * 4186.0 * 80.0 / power).sum::<f64>())
}
\`\`\`

\`\`\`sh
for file in *.${pick(rooms, n)}; do
  [ -f "$file" ] || continue
  grep -c '${pick(devices, n)}' "$file" | awk -v n=${n} '{ print $1 * n }' >> "$HOME/counts-${n}.txt"
done
\`\`\`

`;

const formulas = (n) => `With $a_{${n}} = \\frac{${n}}{n+1}$ and \\(b_{${n}} \\le \\sqrt{x^2 + ${n}}\\), the sum $\\sum_{k=1}^{${n}} k^2$ is known, and so

$$
\\int_0^{${n}} \\frac{x^{${n}}\\,dx}{\\sqrt{1 - x^2}} = \\sum_{k=0}^{\\infty} \\binom{k}{${n}} \\, \\alpha_k
$$

holds for every $\\alpha_k \\in \\mathbb{R}$. In matrices that is

\\[
\\begin{pmatrix} a & ${n} \\\\ c & d \\end{pmatrix} \\begin{pmatrix} x \\\\ y_{${n}} \\end{pmatrix} = \\lambda \\vec{v}_{${n}}
\\]

\\begin{align}
E &= m c^2 + ${n} \\\\
F_{${n}} &= G \\frac{m_1 m_2}{r^2}
\\end{align}

`;

const quotes = (n) => `> The ${pick(devices, n)} is *never* wrong, says the ${pick(rooms, n)}; **we** are.
> It was so in ${1900 + n}, and [it will be](https://example.org/quotes/${n}).
>
> > A quote in a quote, with \`code\` and $q_{${n}}$,
> > on two lines.
>
> - and a list
> - of ${n} items, in the same quote
>
> Then it ends, as quotes do, after a last line about the ${pick(devices, n + 4)} that ${pick(verbs, n)} what is left in the
> ${pick(rooms, n + 3)}: *one*, **two** and \`three\` of them, and [${n} more](https://example.org/quotes/${n}/more).

---

`;

/** Returns section `n` of the text, of about a thousand tokens. */
export const richSection = (n) => [prose, lists, table, code, formulas, quotes].map((part) => part(n)).join("");
