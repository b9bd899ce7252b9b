// Markdown as a hostile or broken model might write it: snippets and random mutations of them, deterministic for a seed.

/** Returns a small random number generator (mulberry32) for whole numbers below `n`. */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

const addresses = [
  "https://<your-server>/a.png", "https://", "http://", "https://[::1", "https://a b/c", "https://exa mple.org:99999/", "https://%zz/", "https://xn--/", "http://user:pass@[::]:80:80/",
  "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>window.hacked=1</script>", "mailto:", "mailto:a@b", "//evil.example/x.png", "#fn", "%", "https://a.example/%E0%A4%A",
  "https://evil.example/x.png", "https://evil.example/)\"onload=window.hacked=1", "blob:https://a", "https://ä.example/ü?q=1&copy=2#f", "https://例え.jp/パス（一）",
];
const tags = [
  "<script>window.hacked=1</script>", "<img src=https://evil.example/i.png onerror=window.hacked=1>", "<svg onload=window.hacked=1>", "<iframe src=https://evil.example/>", "<style>@import'https://evil.example/c.css'</style>",
  "<a href=javascript:window.hacked=1>a</a>", "<math><mtext><table><mglyph><style><img src=x onerror=window.hacked=1>", "<br>", "<br/>", "</div></div>", "<!--", "-->", "<![CDATA[", "<?php", "<base href=https://evil.example/>", "<noscript><p title=\"</noscript><img src=x onerror=window.hacked=1>\">",
];
const blocks = [
  "# heading", "## a ##", "- item", "* [ ] task", "96. ninety-six\n97. and on", "999999999. many", "> quote\n> > deeper", "---", "===", "| a | b |\n|:-|-:|\n| 1<br>2 | `x|y` |", "|a|\n|-|\n|b|c|d|", "|-|", "```js\nlet a = 1;\n```",
  "```mermaid\ngraph TD; A-->B", "```__proto__\nx\n```", "```constructor\nx\n```", "```toString\nx", "~~~\"><img src=x>\ncode\n~~~", "    indented", "[^1]: note", "[^__proto__]: note", "see[^1] and [^__proto__]", "[a]: https://a.example", "[a] [b][a]",
  "\\[\nx = 1\n\n+ y\n\\]", "\\[ never closed", "$$\nx\n$$", "$$", "\\begin{aligned}\na &= b \\\\\nc\n\\end{aligned}", "\\begin{align}", "$\\href{javascript:alert(1)}{x}$", "$\\includegraphics{https://evil.example/m.png}$", "$\\frac{$", "$\\def\\a{\\a\\a}\\a$", "$x^2$ and $HOME/bin:$PATH",
  "**这个。**但是**「说明」**一节", "~~删（去）~~了", "see https://a.example/x_(y), or (http://b.example).", "مرحبا **بك** `code`", "***a** b*", "`` ` ``", "\\", "&amp;&lt;&#0;&#x110000;&nosuch;", "a  \nb\\\nc", "\u0000\ufdd0\ufdd1\u202e\ufeff", "\ud83d\ude00\u200d\u2764", "\ud800", "[".repeat(60), "*".repeat(80), "> ".repeat(40) + "deep", "- ".repeat(40) + "deep", "|".repeat(70), "`".repeat(33),
];

/** Returns a marker word that must occur in the rendered output. */
const marker = (number) => `witness${[...String(number)].map((digit) => "abcdefghij"[digit]).join("")}z`;

const fragments = ["\n", "\n\n", " ", "*", "_", "`", "$", "[", "]", "(", ")", "<", ">", "|", "~", "\\", "!", "#", "-", "&", ":", "\t", "x", "。", "é", "ا"];

/** Returns a document and the marker words it contains, each in its own paragraph. */
export function randomDocument(next) {
  const pick = (list) => list[next(list.length)];
  const piece = () => {
    switch (next(5)) {
      case 0: return `![${pick(["x", "", "a]b", "*a*", "$x$"])}](${pick(addresses)})`;
      case 1: return `[${pick(["x", "![y](https://evil.example/y.png)", "`]`"])}](${pick(addresses)} ${pick(["", '"title"', "'"])})`;
      case 2: return pick([pick(tags), `<${pick(addresses)}>`, pick(addresses)]);
      default: return pick(blocks);
    }
  };
  let text = "";
  for (let left = 1 + next(8); left > 0; left -= 1) text += piece() + pick(["\n\n", "\n\n", "\n", " ", ""]);
  for (let left = next(4); left > 0; left -= 1) {
    const at = next(text.length + 1);
    text = [() => text.slice(0, at) + pick(fragments) + text.slice(at), () => text.slice(0, at) + text.slice(at + 1 + next(3)), () => text.slice(0, at)][next(3)]();
  }
  const markers = [marker(next(1e9)), marker(next(1e9))];
  return { text: `${markers[0]}\n\n${text}\n\n${markers[1]}`, markers };
}

/** Splits the text into random pieces, as in a stream; no character is split. */
export function splitRandomly(text, next) {
  const chunks = [];
  const characters = [...text];
  for (let at = 0; at < characters.length; ) {
    const end = at + 1 + next(next(4) === 0 ? 200 : 12);
    chunks.push(characters.slice(at, end).join(""));
    at = end;
  }
  return chunks;
}
