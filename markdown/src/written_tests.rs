//! Tests of text that plain CommonMark handles badly: emphasis without spaces, formulas as models write them, and bare
//! URLs.

use super::*;

fn html(text: &str) -> String {
    render_blocks(text).concat().replace(r#" dir="auto""#, "").replace(r#" dir="ltr""#, "")
}

/// Returns the formulas of the text; display formulas are prefixed with `display `.
fn formulas(text: &str) -> Vec<String> {
    let html = html(text);
    let parts = html.split("<span class=\"math").skip(1);
    parts
        .map(|part| {
            let (kind, rest) = part.split_once("\">").expect("the tag ends");
            let source = rest.split("</span>").next().unwrap_or_default();
            let kind = if kind == " display" { "display " } else { "" };
            format!("{kind}{source}").replace("&amp;", "&").replace("&#39;", "'").replace("&gt;", ">")
        })
        .collect()
}

#[test]
fn emphasis_stands_beside_words_without_spaces() {
    for (text, expected) in [
        ("这个方法**很快。**但是", "<p>这个方法<strong>很快。</strong>但是</p>"),
        ("请看**「说明」**一节", "<p>请看<strong>「说明」</strong>一节</p>"),
        ("**주의:**반드시", "<p><strong>주의:</strong>반드시</p>"),
        ("**これは重要です（必読）。**次へ", "<p><strong>これは重要です（必読）。</strong>次へ</p>"),
        ("**한국어(Korean)**는", "<p><strong>한국어(Korean)</strong>는</p>"),
        ("他说*“你好”*了", "<p>他说<em>“你好”</em>了</p>"),
        ("~~删除（旧）~~新的", "<p><del>删除（旧）</del>新的</p>"),
        ("**「あ」**と**「い」**。", "<p><strong>「あ」</strong>と<strong>「い」</strong>。</p>"),
        ("**很快。**but", "<p><strong>很快。</strong>but</p>"),
        ("**中文!**text", "<p><strong>中文!</strong>text</p>"),
        ("**สำคัญ:**ข้อ", "<p><strong>สำคัญ:</strong>ข้อ</p>"),
        ("***重要：***请", "<p><em><strong>重要：</strong></em>请</p>"),
        ("**`代码`**是", "<p><strong><code>代码</code></strong>是</p>"),
        (
            "**[链接](http://a)**是",
            "<p><strong><a href=\"http://a\" target=\"_blank\" rel=\"noopener noreferrer\">链接</a></strong>是</p>",
        ),
        ("**$x$**是", "<p><strong><span class=\"math\">$x$</span></strong>是</p>"),
        (
            "| **甲：**乙 |\n|-|",
            "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table><thead><tr><th><strong>甲：</strong>乙</th></tr></thead><tbody></tbody></table></div>",
        ),
        ("𠮷**（吉）**𠮷", "<p>𠮷<strong>（吉）</strong>𠮷</p>"),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn what_is_no_emphasis_stays_so() {
    for text in [
        "snake_case_name",
        "2*3*4 = 24",
        "2*(a)*3",
        "a **(b)**c",
        "\\*很快。\\*但",
        "数量_「单价」_折扣",
        "** 很快。 **但",
        "很快。** 但",
    ] {
        let html = html(text);
        assert!(!html.contains("<em>") || text.contains("2*3"), "{html}");
        assert!(!html.contains("<strong>"), "{html}");
    }
    assert_eq!(html("`**很快。**但`"), "<p><code>**很快。**但</code></p>");
    assert!(html("```\n**很快。**但\n```").contains("<code>**很快。**但\n</code>"));
    assert!(html("```很**。**快\nx\n```").contains("<code>x\n</code>"));
    assert_eq!(html("a\u{fdd0}b\u{fdd1}0\u{fdd2}"), "<p>a\u{fffd}b\u{fffd}0\u{fffd}</p>");
}

#[test]
fn variables_symbols_and_money_are_no_formulas() {
    for text in [
        "Put PATH=$HOME/bin:$PATH into the file, or set $TMP/$USER first.",
        "Compare $AAPL/$MSFT today.",
        "$AAPL, $MSFT and $GOOG",
        "($AAPL)/($MSFT)",
        "$A$B",
        "export A=$B:$C; echo $D",
        "$HOME/$(whoami)",
        "run $(pwd)/$(date) now",
        "$(whoami)@$(hostname)",
        "$(date)-$(hostname).$(id -u):$(uname)",
        "$(CC) $(CFLAGS)",
        "use ${a}/${b} and $((i+1))/$((j))",
        "$HOME, ${PATH}",
        "run \"$@\" \"$#\"",
        "'$a' '$b'",
        "$HOME is there and costs 5$",
        "$5/month or $50/year, US$5-US$10",
        "see $x https://a.example/$y",
    ] {
        assert_eq!(formulas(text), Vec::<String>::new(), "{text}");
        assert!(render_blocks(text).concat().matches('$').count() >= text.matches('$').count(), "{text}");
    }
    for formula in [
        "$x^2$",
        "$n$",
        "$a_1 + b$",
        "$\\alpha$",
        "$f(x)$",
        "$E = mc^2$",
        "$xy$",
        "$x'$",
        "$|x|$",
        "$5 \\cdot 3$",
        "$A/B$",
    ] {
        assert_eq!(formulas(&format!("so {formula}, and")), [formula]);
        assert_eq!(formulas(&format!("是{formula}的")), [formula]);
        assert_eq!(formulas(&format!("（{formula}）的")), [formula]);
    }
    assert_eq!(formulas("the $n$th and $k$s, $\\alpha$helix"), ["$n$", "$k$", "$\\alpha$"]);
    assert_eq!(formulas("$5 and $x$ or $10"), ["$x$"]);
    assert_eq!(formulas("花了$5和$10，还有$x"), Vec::<String>::new());
}

#[test]
fn displayed_formulas_go_over_blank_lines() {
    for (text, formula) in [
        (
            "So:\n\n\\[\nE = m c^2\n\n+ \\frac{1}{2} m v^2\n\\]\n\ndone.",
            "\\[\nE = m c^2\n\n+ \\frac{1}{2} m v^2\n\\]",
        ),
        ("$$\na = b\n\n+ c\n$$\n\ndone", "$$\na = b\n\n+ c\n$$"),
        ("- so\n\n  \\[\n  a = b\n\n  + c\n  \\]\n- next", "\\[\n  a = b\n\n  + c\n  \\]"),
        ("> \\[\n> a\n>\n> = b\n> \\]\n\nend", "\\[\n a\n\n = b\n \\]"),
        ("> $$\n> a > b\n> $$", "$$\n a > b\n $$"),
        ("1. > $$\n   > a\n   > $$", "$$\n a\n $$"),
        ("\\[\na \\\\[2pt]\nb\n\\]", "\\[\na \\\\[2pt]\nb\n\\]"),
    ] {
        assert_eq!(formulas(text), [format!("display {formula}")], "{text}");
    }
    assert_eq!(
        html("> \\[\n> a\n> \\]\n\nend"),
        "<blockquote><p><span class=\"math display\">\\[\n a\n \\]</span></p></blockquote><p>end</p>"
    );
}

#[test]
fn environments_stand_alone() {
    for name in [
        "aligned",
        "align",
        "align*",
        "equation",
        "equation*",
        "gather",
        "cases",
        "matrix",
        "pmatrix",
        "array",
        "split",
    ] {
        let formula = format!("\\begin{{{name}}}\nx_1 &= a \\\\\n\nx_2 &= b\n\\end{{{name}}}");
        assert_eq!(formulas(&format!("Steps:\n\n{formula}\n\nand")), [format!("display {formula}")]);
        assert_eq!(formulas(&format!("Steps:\n{formula}")), [format!("display {formula}")]);
    }
    let one = "\\begin{cases} a & b \\end{cases}";
    assert_eq!(formulas(&format!("- {one}\n- x")), [format!("display {one}")]);
    let nested = "\\begin{matrix}\n\\begin{matrix} a \\end{matrix}\nb\n\\end{matrix}";
    assert_eq!(formulas(nested), [format!("display {nested}")]);
}

#[test]
fn what_is_never_closed_stays_text() {
    for text in [
        "\\[\nx = 1\n\nThis is how it goes on from here.\n\n\\]",
        "\\begin{aligned}\nx = 1\n\nThis is how it goes on from here.",
        "\\begin{aligned}\nx\n\n```\n\\end{aligned}\n```",
        "\\begin{itemize}\n\\item x\n\\end{itemize}",
        "\\begin{document}\nx\n\\end{document}",
        "$$\nx\n\n# Heading\n\n$$",
        "```\n\\begin{aligned}\nx\n\\end{aligned}\n```",
        "> \\[\n> x\n\n\\]",
        "\\[\n> x\n\\]",
    ] {
        assert_eq!(formulas(text), Vec::<String>::new(), "{text}");
    }
    let text = format!("\\[\n{}\n\\]", "x = 1\n".repeat(2_000));
    assert_eq!(formulas(&text), Vec::<String>::new());
    assert_eq!(formulas("\\[ open\n\nand so it is now: $x$\n\n$$\ny\n$$"), ["$x$", "display $$\ny\n$$"]);
}

#[test]
fn addresses_in_the_text_are_links() {
    let link = |address: &str| {
        let escaped = address.replace('&', "&amp;");
        format!(r#"<a href="{escaped}" target="_blank" rel="noopener noreferrer">{escaped}</a>"#)
    };
    let check = |text: &str, before: &str, address: &str, after: &str| {
        assert_eq!(html(text), format!("<p>{before}{}{after}</p>", link(address)), "{text}");
    };
    check(
        "资料在 https://example.org/guide（见第二章），请先读。",
        "资料在 ",
        "https://example.org/guide",
        "（见第二章），请先读。",
    );
    check("资料在https://example.org/guide看", "资料在", "https://example.org/guide", "看");
    check("at https://example.org/a, as", "at ", "https://example.org/a", ", as");
    check("(see http://a.b/c_(d)_e).", "(see ", "http://a.b/c_(d)_e", ").");
    check("http://a.b/x_y_z?q=*a*&amp;r=1", "", "http://a.b/x_y_z?q=*a*&r=1", "");
    check("[http://a.b]", "[", "http://a.b", "]");
    check("“http://a.b”", "“", "http://a.b", "”");
    check("a\nhttp://a.b\nc", "a\n", "http://a.b", "\nc");
    assert_eq!(html("**http://a.b/**"), format!("<p><strong>{}</strong></p>", link("http://a.b/")));
    assert_eq!(html("- http://a.b"), format!("<ul><li>{}</li></ul>", link("http://a.b")));
    assert_eq!(html("<http://a.b>"), format!("<p>{}</p>", link("http://a.b")));
    assert!(html("| http://a.b|c |\n|-|-|").contains(&format!("<th>{}</th><th>c</th>", link("http://a.b"))));
    for untouched in [
        "`http://a.b`",
        "`a\nhttp://a.b`",
        "    http://a.b",
        "```\nhttp://a.b\n```",
        "<a href=\"http://a.b\">",
        "a@b.example",
        "www.a.example",
        "https://<your-server>/a",
    ] {
        let html = html(untouched);
        assert!(!html.contains("href=\"") && !html.contains('\u{fdd1}'), "{html}");
    }
    assert_eq!(html("[text http://a.b](http://c.d)").matches("<a ").count(), 1);
    assert!(html("[text http://a.b](http://c.d)").contains(">text http://a.b</a>"));
    assert!(html("[a]\n\n[a]:\nhttp://a.b/c").contains("href=\"http://a.b/c\""));
    assert!(html("[http://a.b]\n\n[http://a.b]: http://c.d").contains("href=\"http://c.d\""));
    assert!(html("[a](\nhttp://a.b/c)").contains("href=\"http://a.b/c\""));
    assert!(html("![http://a.b](http://c.d)").contains("http://a.b</span>"));
}

#[test]
fn underscores_stand_beside_words_without_spaces() {
    for (text, expected) in [
        ("__重要：__后面", "<p><strong>重要：</strong>后面</p>"),
        ("请看__「说明」__一节", "<p>请看<strong>「说明」</strong>一节</p>"),
        ("これは__重要（必読）。__次へ", "<p>これは<strong>重要（必読）。</strong>次へ</p>"),
        ("한국어 __주의:__반드시", "<p>한국어 <strong>주의:</strong>반드시</p>"),
        ("前面__“引号”__后面", "<p>前面<strong>“引号”</strong>后面</p>"),
        ("这是__重要__的", "<p>这是<strong>重要</strong>的</p>"),
        ("중요한 __단어(word)__입니다", "<p>중요한 <strong>단어(word)</strong>입니다</p>"),
        ("___重要：___后", "<p><em><strong>重要：</strong></em>后</p>"),
        ("看__`码`__的", "<p>看<strong><code>码</code></strong>的</p>"),
        ("__一：__甲，__二：__乙", "<p><strong>一：</strong>甲，<strong>二：</strong>乙</p>"),
        ("`__重要：__后`\u{fffc}", "<p><code>__重要：__后</code>\u{fffd}</p>"),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
    for text in ["foo__bar__baz", "中文__init__方法", "用__init__.py", "我叫__，今年__岁", "填____空____的"]
    {
        assert_eq!(html(text), format!("<p>{text}</p>"));
    }
}

#[test]
fn two_dollars_of_a_shell_are_no_formula() {
    for text in [
        "$$HOME and $$",
        "echo $$ and $$PATH then $$",
        "Use $$PATH and $$HOME in make",
        "The PID is $$. Then $$ again.",
        "$$PATH=$$HOME",
        "$$HOME is one\n$$PATH another",
        "kill $$ && echo $$",
        "file_$$ and tmp_$$",
        "run \"$$\" and \"$$\"",
        "$$$ rating vs $$ rating",
        "$x/$d and $?/$#",
        "$?,$!",
    ] {
        assert_eq!(formulas(text), Vec::<String>::new(), "{text}");
    }
    for formula in
        ["$$E=mc^2$$", "$$x$$", "$$ y = 2 $$", "$$ ABC $$", "$$a > b$$", "$$\\text{a $b$ c}$$", "$$ x=1$$"]
    {
        assert_eq!(formulas(&format!("so {formula} is")), [format!("display {formula}")]);
        assert_eq!(formulas(&format!("{formula}是")), [format!("display {formula}")]);
    }
    for shown in ["$$ x - y\n$$", "$$ x - y\n  - z $$.", "$$ x - y\n$$ ,", "$$x - y\n$$"] {
        let end = shown.trim_end_matches(['.', ',', ' ']);
        assert_eq!(formulas(shown), [format!("display {end}")], "{shown}");
    }
    assert_eq!(formulas("> $$ x - y\n> $$"), ["display $$ x - y\n $$"]);
    let prices = ["$$ - ok\n$$ - no", "$$ is the shell\n$$", "$$ x\nof $$ y"];
    prices.iter().for_each(|text| assert_eq!(formulas(text), [""; 0], "{text}"));
    assert_eq!(formulas("$$\nForce times distance\n$$"), ["display $$\nForce times distance\n$$"]);
}

#[test]
fn environments_stand_in_sentences() {
    let matrix = "\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}";
    for text in
        [format!("the matrix {matrix} is"), format!("矩阵{matrix}是"), format!("| a |\n|-|\n| b {matrix} |")]
    {
        assert_eq!(formulas(&text), [matrix], "{text}");
    }
    assert_eq!(
        formulas("> A = \\begin{bmatrix}\n> 1 \\\\\n> 2\n> \\end{bmatrix}, so"),
        ["\\begin{bmatrix}\n 1 \\\\\n 2\n \\end{bmatrix}"]
    );
    assert_eq!(formulas("so \\begin{align*}a\\end{align*} and"), ["display \\begin{align*}a\\end{align*}"]);
    for text in [
        format!("`{matrix}`"),
        "text \\begin{itemize} \\item a \\end{itemize}".to_owned(),
        "| \\begin{pmatrix} | b |\n|-|-|\n| \\end{pmatrix} | c |".to_owned(),
    ] {
        assert_eq!(formulas(&text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn line_breaks_of_html_are_ours_everywhere() {
    for (text, expected) in [
        ("a<br>b", "<p>a<br>b</p>"),
        ("# a<BR />b", "<h3>a<br>b</h3>"),
        ("- a<br/>b", "<ul><li>a<br>b</li></ul>"),
        ("a\n\n<br>\n\nb", "<p>a</p><p><br></p><p>b</p>"),
        ("<br>a", "<p><br>a</p>"),
        ("`a<br>b`", "<p><code>a<br>b</code></p>"),
        ("\\<br> <brand>", "<p>&lt;br&gt; &lt;brand&gt;</p>"),
        ("    a<br>b", "a&lt;br&gt;b"),
        ("<div>\na<br>b\n</div>", "a&lt;br&gt;b"),
        ("https://a.b/c<br>d", "</a><br>d</p>"),
    ] {
        let expected = expected.replace("<code>a<br>", "<code>a&lt;br&gt;");
        assert!(html(text).contains(&expected), "{text}: {}", html(text));
    }
}
