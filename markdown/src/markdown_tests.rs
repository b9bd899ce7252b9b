//! Tests of rendered Markdown: its appearance, and that no text can escape the small set of tags, attributes and
//! addresses. The scanner below is as strict as the writer of the output.

use proptest::prelude::*;

use super::*;

const VOID_ELEMENTS: [&str; 2] = ["br", "hr"];
const ELEMENTS: [&str; 25] = [
    "a",
    "blockquote",
    "button",
    "code",
    "del",
    "div",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];
const ATTRIBUTES: [&str; 11] =
    ["aria-label", "class", "data-note", "dir", "href", "rel", "role", "start", "tabindex", "target", "type"];

/// Fails unless the HTML is balanced, escaped, and made of known elements and attributes.
fn check_safe(html: &str) {
    let mut open = Vec::new();
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        check_escaped(text);
        let (tag, after) = after.split_once('>').expect("a tag ends");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closed in order: {html}");
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        check_attributes(attributes);
        assert!(!(name == "a" && open.contains(&"a")), "no link in a link: {html}");
        if !VOID_ELEMENTS.contains(&name) {
            assert!(ELEMENTS.contains(&name), "unknown element {name}: {html}");
            open.push(name);
        }
    }
    check_escaped(rest);
    assert!(open.is_empty(), "every element is closed: {html}");
}

fn check_attributes(attributes: &str) {
    let mut rest = attributes;
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').expect("a value ends");
        assert!(ATTRIBUTES.contains(&name), "unknown attribute {name}");
        check_escaped(value);
        if name == "href" {
            let address = value.to_ascii_lowercase();
            let is_allowed =
                ["http://", "https://", "mailto:"].iter().any(|start| address.starts_with(start));
            assert!(is_allowed, "address {value}");
            assert!(attributes.contains(r#"rel="noopener noreferrer""#), "{attributes}");
        }
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    assert_eq!(rest, "", "attributes are quoted");
}

fn check_escaped(text: &str) {
    assert!(!text.contains(['<', '>', '"', '\'', '\0']), "not escaped: {text}");
    for after in text.split('&').skip(1) {
        let known = ["amp;", "lt;", "gt;", "quot;", "#39;"];
        assert!(known.iter().any(|entity| after.starts_with(entity)), "not escaped: {text}");
    }
}

fn check(text: &str, expected: &[&str]) {
    let blocks = render_blocks(text);
    // Directions have their own test.
    let undirected: Vec<String> =
        blocks.iter().map(|block| block.replace(r#" dir="auto""#, "").replace(r#" dir="ltr""#, "")).collect();
    assert_eq!(undirected, expected, "{text}");
    blocks.iter().for_each(|block| check_safe(block));
}

#[test]
fn blocks_are_separate() {
    check("", &[]);
    check("one\n\ntwo\nlines", &["<p>one</p>", "<p>two\nlines</p>"]);
    check(
        "# A\n## B\n### C\n#### D\n###### E",
        &["<h3>A</h3>", "<h4>B</h4>", "<h5>C</h5>", "<h6>D</h6>", "<h6>E</h6>"],
    );
    check("a  \nb\n\n---\n\n> c", &["<p>a<br>b</p>", "<hr>", "<blockquote><p>c</p></blockquote>"]);
    check(
        "*a* **b** ~~c~~ `d<e`",
        &["<p><em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;e</code></p>"],
    );
}

#[test]
fn lists() {
    check("- a\n- b\n  - c", &["<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"]);
    check("1. a\n2. b", &["<ol><li>a</li><li>b</li></ol>"]);
    check("3. a", &[r#"<ol start="3"><li>a</li></ol>"#]);
    check(
        "- [x] a\n- [ ] b",
        &[concat!(
            r#"<ul><li><span class="task" role="img" aria-label="done">☑</span> a</li>"#,
            r#"<li><span class="task" role="img" aria-label="to do">☐</span> b</li></ul>"#
        )],
    );
}

#[test]
fn code() {
    let block = |language: &str, code: &str| {
        format!(
            concat!(
                r#"<div class="code"><div class="code-bar"><span class="code-lang">{}</span>"#,
                r#"<button type="button" class="code-copy" aria-label="Copy code">Copy</button></div>"#,
                r#"<pre tabindex="0"><code>{}</code></pre></div>"#
            ),
            language, code
        )
    };
    check("```rust\nlet a = \"<b>\";\n```", &[&block("rust", "let a = &quot;&lt;b&gt;&quot;;\n")]);
    check("    indented", &[&block("", "indented")]);
    check("```c++,ignore\n```", &[&block("c++", "")]);
    check("```\"><img src=x>\n```", &[&block("img", "")]);
    // A code fence that is still streaming.
    check("a\n\n```py\nprint(", &["<p>a</p>", &block("py", "print(")]);
    check("```", &[&block("", "")]);
}

#[test]
fn tables_scroll_in_a_region() {
    check(
        "| a | b | c |\n|:--|:-:|--:|\n| 1 | `|` | <b> |",
        &[concat!(
            r#"<div class="table" tabindex="0" role="region" aria-label="Table"><table><thead><tr>"#,
            r#"<th class="align-left">a</th><th class="align-center">b</th><th class="align-right">c</th>"#,
            r#"</tr></thead><tbody><tr>"#,
            r#"<td class="align-left">1</td><td class="align-center">`</td><td class="align-right">`</td>"#,
            r#"</tr></tbody></table></div>"#
        )],
    );
    check(
        "|a|\n|-|",
        &[concat!(
            r#"<div class="table" tabindex="0" role="region" aria-label="Table"><table><thead><tr>"#,
            r#"<th>a</th></tr></thead><tbody></tbody></table></div>"#
        )],
    );
}

#[test]
fn footnotes_name_each_other_and_have_no_ids() {
    check(
        "a[^1]\n\n[^1]: note",
        &[
            r#"<p>a<sup class="footnote-ref"><a data-note="1">[1]</a></sup></p>"#,
            concat!(
                r#"<div class="footnote"><a class="footnote-label" data-note="1">1</a>"#,
                r#"<div class="footnote-body"><p>note</p></div></div>"#
            ),
        ],
    );
}

#[test]
fn links_open_elsewhere_or_not_at_all() {
    let link = |address: &str, text: &str| {
        format!(r#"<p><a href="{address}" target="_blank" rel="noopener noreferrer">{text}</a></p>"#)
    };
    check(
        "[*a*](https://b.example/?c=1&d='2' \"title\")",
        &[&link("https://b.example/?c=1&amp;d=&#39;2&#39;", "<em>a</em>")],
    );
    check("<https://a.example>", &[&link("https://a.example", "https://a.example")]);
    check("<a@b.example>", &[&link("mailto:a@b.example", "a@b.example")]);
    check("[a][1]\n\n[1]: http://b", &[&link("http://b", "a")]);
    let dead = r#"<p><span class="dead-link">a</span></p>"#;
    for address in [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "<java\tscript:alert(1)>",
        "java&#10;script:alert(1)",
        "&#106;avascript:alert(1)",
        "java&Tab;script:alert(1)",
        "&#1;javascript:alert(1)",
        "javascript&colon;alert(1)",
        "java\\script:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "vbscript:x",
        "//evil.example",
        "#top",
        "/settings",
        "",
    ] {
        check(&format!("[a]({address})"), &[dead]);
    }
}

#[test]
fn images_are_named_and_not_loaded() {
    check(
        "![a *b*](https://c.example/d.png)",
        &[concat!(
            r#"<p><a href="https://c.example/d.png" target="_blank" rel="noopener noreferrer" class="image">"#,
            r#"<span class="image-alt">a b</span> <span class="image-address">https://c.example/d.png</span></a></p>"#
        )],
    );
    check(
        "![a](javascript:x)",
        &[
            r#"<p><span class="image"><span class="image-alt">a</span> <span class="image-address">javascript:x</span></span></p>"#,
        ],
    );
    // A badge: only the outer link is rendered as a link.
    check(
        "[![a](http://b)](http://c)",
        &[concat!(
            r#"<p><a href="http://c" target="_blank" rel="noopener noreferrer"><span class="image">"#,
            r#"<span class="image-alt">a</span> <span class="image-address">http://b</span></span></a></p>"#
        )],
    );
    check(
        "![a [b](http://c) ![d](http://e)](http://f) g",
        &[concat!(
            r#"<p><a href="http://f" target="_blank" rel="noopener noreferrer" class="image">"#,
            r#"<span class="image-alt">a b d</span> <span class="image-address">http://f</span></a> g</p>"#
        )],
    );
}

#[test]
fn a_line_break_in_a_cell_is_one() {
    let cells = |text: &str| {
        let html = render_blocks(&format!("| a |\n|---|\n| {text} |")).concat();
        check_safe(&html);
        let cell = html.split("<td dir=\"auto\">").nth(1).and_then(|rest| rest.split("</td>").next());
        cell.unwrap_or_default().to_owned()
    };
    for tag in ["<br>", "<br/>", "<br />", "<BR>", "<Br  />", "</br>"] {
        assert_eq!(cells(&format!("wash{tag}dry{tag}fold")), "wash<br>dry<br>fold");
    }
    assert_eq!(cells("`a<br>b`"), "<code dir=\"ltr\">a&lt;br&gt;b</code>");
    assert_eq!(cells("<br class=x>"), "&lt;br class=x&gt;");
    assert_eq!(cells("<b>x</b>"), "&lt;b&gt;x&lt;/b&gt;");
    check("a<br>b", &["<p>a<br>b</p>"]);
}

#[test]
fn numbers_of_a_list_have_room() {
    let classes = |text: &str| {
        let html = render_blocks(text).concat();
        check_safe(&html);
        html.split("<ol")
            .skip(1)
            .map(|list| list.split('>').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(classes("9. a"), [r#" start="9""#]);
    assert_eq!(classes("9. a\n1. b"), [r#" class="digits-2" start="9""#]);
    assert_eq!(classes("98. a\n\n99. b\n\n100. c"), [r#" class="digits-3" start="98""#]);
    assert_eq!(classes("999999999. a\n1. b"), [r#" class="digits-10" start="999999999""#]);
    assert_eq!(
        classes("1. a\n\n   10. b\n   11. c\n       - d\n2. e"),
        ["", r#" class="digits-2" start="10""#]
    );
    assert_eq!(classes("99. a\n    1. b\n100. c"), [r#" class="digits-3" start="99""#, ""]);
}

#[test]
fn everything_takes_its_own_direction() {
    let html = |text: &str| render_blocks(text).concat();
    assert_eq!(html("مرحبا `x`"), r#"<p dir="auto">مرحبا <code dir="ltr">x</code></p>"#);
    assert_eq!(html("# א"), r#"<h3 dir="auto">א</h3>"#);
    assert_eq!(html("- א\n- b"), r#"<ul><li dir="auto">א</li><li dir="auto">b</li></ul>"#);
    // `dir="auto"` ignores descendants that have a `dir` of their own, so the first paragraph has none.
    assert_eq!(html("- א\n\n  b"), r#"<ul><li dir="auto"><p>א</p><p dir="auto">b</p></li></ul>"#);
    assert_eq!(html("> א\n>\n> b"), r#"<blockquote dir="auto"><p>א</p><p dir="auto">b</p></blockquote>"#);
    assert_eq!(html("> > א"), r#"<blockquote dir="auto"><blockquote><p>א</p></blockquote></blockquote>"#);
    assert!(
        html("| א | b |\n|---|---|\n| c | d |")
            .contains(r#"<table dir="rtl"><thead><tr><th dir="auto">א</th>"#)
    );
    assert!(html("| 1 | a |\n|---|---|\n| א | d |").contains("<table><thead>"));
    assert!(html("```js\nx\n```").starts_with(r#"<div class="code" dir="ltr">"#));
    assert!(html("$x$").contains(r#"<span class="math" dir="ltr">$x$</span>"#));
}

#[test]
fn html_is_shown_and_never_meant() {
    check("a <b onclick=x>c</b>", &["<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>"]);
    check(
        "<script>\nalert(1)\n</script>\n\nb",
        &[
            "<pre class=\"raw-html\" tabindex=\"0\">&lt;script&gt;\nalert(1)\n&lt;/script&gt;\n</pre>",
            "<p>b</p>",
        ],
    );
    for text in [
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "`</code><script>`",
        "```\n</code></pre><script>alert(1)</script>",
        "<!-- --><script>",
        "[a\"onmouseover=alert(1)](https://b\"onmouseover=alert(1))",
        "<https://a\"onmouseover=alert(1)>",
        "![\" onerror=\"x](https://a)",
        "[^\"><script>]\n\n[^\"><script>]: x",
        "# <script>",
        "&lt;script&gt; &#60;script&#62;",
        "\0<\0script>",
        "[<http://a>](http://b)",
    ] {
        let blocks = render_blocks(text);
        blocks.iter().for_each(|block| check_safe(block));
        assert!(!blocks.concat().contains("<script"), "{text}");
    }
}

#[test]
fn a_growing_answer_changes_only_its_last_block() {
    let text = "First *one*.\n\n- a\n- b\n\n```rust\nfn main() {}\n```\n\nThe end.";
    let whole = render_blocks(text);
    for (at, _) in text.char_indices() {
        let blocks = render_blocks(&text[..at]);
        let settled = blocks.len().saturating_sub(1);
        assert_eq!(blocks[..settled], whole[..settled], "after {:?}", &text[..at]);
    }
}

proptest! {
    #[test]
    fn any_text_is_rendered_safely(text in "\\PC{0,80}") {
        render_blocks(&text).iter().for_each(|block| check_safe(block));
    }

    #[test]
    fn any_markup_is_rendered_safely(pieces in prop::collection::vec(prop::sample::select(vec![
        "a", " ", "\n", "\n\n", "# ", "- ", "1. ", "> ", "*", "**", "~~", "`", "```", "```rust\n", "|", "|-|\n", "[", "]",
        "(", ")", "![", "](", "[^1]", "[^1]: ", "[ ] ", "<", ">", "<b>", "</b>", "<!--", "<script>", "\"", "'", "&", "&lt;",
        "http://a", "<http://a>", "javascript:", "\\", "\t", "    ", "\0", "---\n", "[a]: http://b\n", "\r", "🧀",
    ]), 0..60)) {
        render_blocks(&pieces.concat()).iter().for_each(|block| check_safe(block));
    }
}
