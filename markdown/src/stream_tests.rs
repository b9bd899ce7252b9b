//! Tests that a streamed answer equals one rendered at once, for any text cut at any point. A list of HTML strings
//! stands in for the page.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::render_blocks;

/// The page's content.
#[derive(Default)]
struct Page {
    blocks: Vec<String>,
    settled: usize,
    again: HashSet<usize>,
}

impl Page {
    fn apply(&mut self, patch: Patch) {
        if !patch.append.is_empty() {
            let last = self.blocks.last_mut().expect("there is a block to append to");
            let mut end = last.len();
            while let Some(tag) = closing_tag_at_end(&last[..end]) {
                end -= tag;
            }
            let mut html = Html::default();
            html.text(&patch.append);
            last.insert_str(end, &html.take());
        }
        if let Some(from) = patch.from {
            assert!(from >= self.settled, "settled blocks are not replaced");
            self.blocks.truncate(from);
            self.blocks.extend(patch.blocks);
        } else {
            assert!(patch.blocks.is_empty());
        }
        for change in patch.again {
            self.blocks[change.block] = change.html;
            self.again.insert(change.block);
        }
        assert!(patch.settled >= self.settled && patch.settled <= self.blocks.len());
        self.settled = patch.settled;
    }
}

fn check_streamed(text: &str, cuts: &[usize]) {
    let mut stream = Stream::new();
    let mut page = Page::default();
    let mut start = 0;
    for end in cuts.iter().copied().chain([text.len()]) {
        let end = (end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
        if end < start {
            continue;
        }
        let patch = stream.push(&text[start..end]);
        let is_whole = patch.is_whole;
        page.apply(patch);
        start = end;
        if is_whole && stream.loose.is_empty() {
            assert_eq!(page.blocks, render_blocks(&text[..end]), "after {:?}", &text[..end]);
        }
    }
    page.apply(stream.finish());
    assert_eq!(page.blocks, render_blocks(text), "whole {text:?} cut at {cuts:?}");
}

fn check_every_cut(text: &str) {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    check_streamed(text, &ends);
    for end in ends {
        check_streamed(text, &[end]);
    }
}

#[test]
fn streamed_equals_whole_where_markdown_looks_back() {
    for text in [
        "",
        "para\nline\n===\nnext\n---\nend",
        "a | b\n--|--\n1 | 2\nlazy\n\nafter",
        "para\na | b\n--|--x\nend\n",
        "see [foo] and [bar][]\n\n- [x][foo]\n\n[foo]: http://a.example\n[bar]: http://b.example 'title'\n\nend [foo]",
        "[foo]: http://a.example\n'title\nmore\nend'\npara\n",
        "[foo]: http://first.example\n\n[foo]\n\n[FOO]: http://second.example\n\n[Foo]",
        "note[^1] and [^2]\n\nmiddle\n\n[^1]: one\n\n    more\n\n[^2]: two\n\nlater[^1]",
        "- a\n- b\n\n- c\n\n  para\n\n      code\n\nend",
        "1. a\n   - b\n     ```rs\n     let x;\n     ```\n2. c\n\n3) d\n",
        "```rust\nfn main() {}\n\n``\n ```x\n   ```  \nafter\n~~~\nopen",
        "````\n```\n````\n    indented\n\n    more\n",
        "> quote\nlazy\n> - item\n\n> second\n\n<div>\nx\n\ny\n<!-- a\n\nb -->\nc",
        "- [ ] a\n- [x] b\n\n***\n+ c\n\n\n# head\n## head ##\ntext  \nbreak\\\nend",
        "a\r\nb\r\rc\r\n\r\n- d\r\n```\r\ne\r\n```\r\n",
        "<di\n\n<div\ntext\n\n1. x\n1.\n1. a\nfoo\n1. bar\n2",
        "so \\[\n- a\n\n\\[\n- b_c_\n# d\n\\] end $x_1$ and $x_2$5\n\n$$\na\n$$\n\n```\n\\[\n```\n\\]\n",
        "    ```\n\n$a$\n\n- ```\n  $b$\n\n$c$\n",
        "trailing  \n\nspaces   \n\n- a   \n\n| a |\n|-|\n| b",
        "很**。**快\n\n请看**「说\n明」**一节*（a）*b ~~（c）~~的\n- **d：**e",
        "so \\[\na\n\n= b\n\\] end\n\n\\begin{align}\nx\n\ny\n\\end{align}\n\n- \\[\n\n  z\n  \\]\n",
        "\\[\na\n\nand so it goes on $x$\n\n\\]\n\n$$\nb\n\n$$c$$\n\n# d\n",
        "$$ x - y\n$$\n\n$$ - ok\n$$ - no\n\n$$ x - y\n$$.\n",
        "> \\[\n> a\n>\n> b\n> \\]\n> $$\n> c\n\n$$\n",
        "see https://a.b/c_d, 在http://e.f/g看\n[h]:\nhttp://i.j/k\n\n[h] http://l.m/(n_o).\n\n[http://p.q]\n\n[http://p.q]: http://r.s",
        "$HOME/b:$PATH and $n$th, $x$s, $A/$B\n\n| a<br>b | `<br>` |\n|-|-|\n| c<BR/>d |\n\n98. e\n99. f\n100. g\n\n\u{fdd0}\u{fdd1}1\u{fdd2}",
        "`a\nb` *c\nd* &amp; &copy; &am p; \\* \\a ![i](http://a.b/c 'd') <http://e.f>\0\n\n```\n\0a\0\n```",
    ] {
        check_every_cut(text);
    }
}

#[test]
fn more_may_come_after_the_end() {
    let text = "see [a] and [b]\n\nnext `code`\n\n[a]: http://a.example/long";
    for (at, _) in text.char_indices() {
        let mut stream = Stream::new();
        let mut page = Page::default();
        page.apply(stream.push(&text[..at]));
        page.apply(stream.finish());
        assert_eq!(page.blocks, render_blocks(&text[..at]));
        stream.leave();
        page.apply(stream.push(&text[at..]));
        page.apply(stream.finish());
        assert_eq!(page.blocks, render_blocks(text), "cut at {at}");
    }
}

#[test]
fn the_last_of_many_tokens_costs_what_the_first_did() {
    let fence = format!("```rs\n{}", "let value = compute(1);\n".repeat(2_000));
    let texts = [
        fence,
        "some **bold** words. ".repeat(2_500),
        "- an *item* of a list\n".repeat(2_500),
        "a word\n\n".repeat(6_000),
    ];
    for text in texts {
        let mut stream = Stream::new();
        let letters: Vec<char> = text.chars().collect();
        let costs: Vec<usize> = letters
            .chunks(4)
            .take(3_000)
            .map(|token| stream.push(&String::from_iter(token)).blocks.iter().map(String::len).sum())
            .collect();
        let (first, last): (usize, usize) = (costs[500..1_000].iter().sum(), costs[2_500..].iter().sum());
        assert!(
            last <= first * 3 / 2,
            "{first} bytes of HTML for the second five hundred, {last} for the last: {}",
            &text[..30]
        );
    }
}

/// Lines with Markdown syntax and a continuation.
fn line() -> impl Strategy<Value = String> {
    let mark = prop::sample::select(vec![
        "", "", "", "", "", " ", "  ", "   ", "    ", "\t", "> ", "> > ", ">", "- ", "* ", "+ ", "1. ",
        "2. ", "1) ", "10. ", "99. ", "100. ", "- [ ] ", "- [x] ", "# ", "### ", "#", "  - ", "    - ",
        "   1. ", "> - ", "- > ", "[a]: ", "[^a]: ", "[b]:", "  [a]: ",
    ]);
    let content = prop::sample::select(vec![
        "",
        "",
        "word",
        "two words",
        "one, two. three",
        "*em* and **strong**",
        "`code`",
        "```",
        "```rs",
        "~~~",
        "````",
        "``",
        "---",
        "===",
        "***",
        "- - -",
        "|-|",
        "|:-|-:|",
        "| a | b |",
        "a | b",
        "--|--",
        "--|",
        "[a]",
        "[b][a]",
        "[c][]",
        "[^a]",
        "[^b]",
        "![a]",
        "[a](http://x.y)",
        "[a]: http://d.e",
        "[b]: http://f.g \"title\"",
        "'title'",
        "\"title",
        "title\"",
        "[^a]: note",
        "[^b]: more",
        "http://a.b",
        "<http://a.b>",
        "<div>",
        "</div>",
        "<div",
        "<!-- x",
        "-->",
        "<b>x</b>",
        "<pre>",
        "</pre>",
        "trailing  ",
        "trailing\\",
        "1",
        "12.",
        "&amp;",
        "&lt",
        "\\",
        "~~x~~",
        "a_b_c",
        "*",
        "**a",
        "b**",
        "é世界",
        "a\u{a0}b",
        "<script>",
        "很**快。**但是",
        "看__「甲：__乙__的",
        "$$HOME and $$",
        "so \\begin{pmatrix}1\\\\2",
        "3\\end{pmatrix} is",
        "http://a.b/中/c?d=甲&e[1]=2。",
        "**「说明」**一节",
        "~~（旧）~~的",
        "*（a）*b",
        "。",
        "$HOME/bin:$PATH",
        "$x^2$",
        "的$n$th",
        "$",
        "$$",
        "$$ x $$",
        "\\[",
        "\\]",
        "x \\] y",
        "\\\\[2pt]",
        "\\begin{align}",
        "\\end{align}",
        "\\begin{itemize}",
        "see https://a.b/c_d.",
        "在http://a.b/c看（http://d.e）",
        "https://",
        "a<br>b | c",
        "| http://a.b | <br/> |",
        "مرحبا",
        "\u{fdd1}0\u{fdd2}",
    ]);
    (mark, content).prop_map(|(mark, content)| format!("{mark}{content}"))
}

fn text() -> impl Strategy<Value = String> {
    let line_break = prop::sample::select(vec![
        "\n", "\n", "\n", "\n", "\n\n", "\n\n", "\n\n\n", "\r\n", "\n \n", " ", "",
    ]);
    prop::collection::vec((line(), line_break), 0..14)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}

proptest! {
    #[test]
    fn streamed_equals_whole(text in text(), cuts in prop::collection::vec(0usize..160, 0..24)) {
        let mut cuts = cuts;
        cuts.sort_unstable();
        check_streamed(&text, &cuts);
    }

    #[test]
    fn streamed_letter_by_letter_equals_whole(text in text()) {
        let cuts: Vec<usize> = (0..text.len()).collect();
        check_streamed(&text, &cuts);
    }
}
