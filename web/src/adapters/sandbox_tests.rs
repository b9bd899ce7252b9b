use abcb_core::tool::{CodeEnd, CodeReport, CodeRunner};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use super::sandbox::Sandbox;

wasm_bindgen_test_configure!(run_in_browser);

async fn run(code: &str) -> CodeReport {
    let sandbox = Sandbox::for_test("built/sandbox.html", 1_000);
    sandbox.run(code).await.expect("web/built/sandbox.html, which `npm run check-scripts` makes")
}

/// Runs `code` and returns its output lines followed by how it ended, in one text.
async fn said(code: &str) -> String {
    let report = run(code).await;
    let end = match report.end {
        CodeEnd::Value(None) => "-".to_owned(),
        CodeEnd::Value(Some(value)) => format!("= {value}"),
        CodeEnd::Threw(error) => format!("! {error}"),
        CodeEnd::TimedOut { millis } => format!("stopped after {millis}"),
        CodeEnd::TooMuch(what) => format!("too much: {what}"),
    };
    [report.lines, vec![end]].concat().join("\n")
}

async fn expect(cases: &[(&str, &str)]) {
    for (code, expected) in cases {
        assert_eq!(said(code).await, *expected, "{code}");
    }
}

#[wasm_bindgen_test]
async fn the_value_of_the_last_expression_is_given() {
    expect(&[
        ("1 + 2", "= 3"),
        ("const a = 2; a * 3;", "= 6"),
        ("const a = 2", "-"),
        ("'text'", "= text"),
        ("if (true) 'inner'", "= inner"),
        ("return 5", "= 5"),
        ("Promise.resolve(7)", "= 7"),
        ("", "-"),
    ])
    .await;
}

#[wasm_bindgen_test]
async fn values_can_be_read() {
    expect(&[
        (
            "({ a: 1, b: ['x', null, undefined], c: { d: new Date(0) } })",
            r#"= {"a": 1, "b": ["x", null, undefined], "c": {"d": 1970-01-01T00:00:00.000Z}}"#,
        ),
        ("new Map([['k', new Set([1, 2n])]])", "= Map {\"k\": Set {1, 2n}}"),
        ("class Point { x = 1 }; new Point()", "= Point {\"x\": 1}"),
        ("const a = []; a.push(a); a", "= [[circular]]"),
        ("[[[[[[1]]]]]]", "= [[[[[[…]]]]]]"),
        ("new Uint8Array(3)", "= Uint8Array [0, 0, 0]"),
        ("Array.from({ length: 102 }, () => 0).length", "= 102"),
        ("new Error('x')", "= Error: x"),
        ("(function f() {})", "= [function f]"),
        ("new URL('http://a/b')", "= http://a/b"),
        ("[-0, 0]", "= [-0, 0]"),
        ("({ get a() { throw 1 } })", "= [an object that cannot be shown]"),
        ("Object.create(null)", "= {}"),
    ])
    .await;
}

#[wasm_bindgen_test]
async fn what_is_logged_comes_in_order() {
    expect(&[
        (
            "console.log('a', 1, { b: 2 }); console.warn('c'); console.info(); console.error('e')",
            "a 1 {\"b\": 2}\nc\n\ne\n-",
        ),
        (
            "console.log('before'); null.x",
            "before\n! TypeError: Cannot read properties of null (reading 'x')",
        ),
        ("throw 'words'", "! words"),
        ("let x = ;", "! SyntaxError: Unexpected token ';'"),
        ("JSON.parse('return')", "! SyntaxError: Unexpected token 'r', \"return\" is not valid JSON"),
    ])
    .await;
}

#[wasm_bindgen_test]
async fn code_may_wait() {
    expect(&[
        ("const x = await Promise.resolve(4); x + 1", "= 5"),
        ("const x = await (async () => 4)();\nconst y = x\ny * 2 // twice", "= 8"),
        ("for (const x of [1, 2])\n  console.log(await x)", "1\n2\n-"),
        ("await Promise.reject(new Error('no'))", "! Error: no"),
        ("setTimeout(() => console.log('late'), 30); console.log('soon')", "soon\nlate\n-"),
        ("const id = setInterval(() => { console.log('tick'); clearInterval(id) }, 5)", "tick\n-"),
        ("setTimeout(() => { throw new Error('late') })", "! Error: late"),
        ("(async () => { throw new Error('alone') })(); 1", "! Error: alone"),
        ("async function main() { await null; console.log('in'); }\nmain()", "in\n-"),
    ])
    .await;
}

#[wasm_bindgen_test]
async fn what_does_not_end_is_stopped() {
    expect(&[
        ("console.log('begun'); for (;;);", "begun\nstopped after 1000"),
        ("await new Promise(() => {})", "stopped after 1000"),
        ("setInterval(() => {}, 10)", "stopped after 1000"),
    ])
    .await;
    let frames = web_sys::window()
        .and_then(|window| window.document())
        .map(|document| document.get_elements_by_tag_name("iframe").length());
    assert_eq!(frames, Some(0), "no frame is left behind");
}

#[wasm_bindgen_test]
async fn a_flood_is_stopped() {
    let many = run("for (let i = 0; ; i++) console.log(i)").await;
    assert_eq!(many.end, CodeEnd::TooMuch("it logged more than 1000 lines".into()));
    assert_eq!(many.lines.len(), 1_000);
    let long = run("console.log('x'.repeat(1e8))").await;
    assert_eq!(long.end, CodeEnd::TooMuch("it logged more than 100000 characters".into()));
    assert!(long.lines.iter().map(String::len).sum::<usize>() < 100_100);
    let value = run("'x'.repeat(1e8)").await;
    assert!(
        matches!(value.end, CodeEnd::Value(Some(text)) if text.len() < 100_100 && text.ends_with("[cut]"))
    );
}

#[wasm_bindgen_test]
async fn a_place_that_breaks_down_is_told_from_code_that_takes_long() {
    const BROKEN: &str = r#"data:text/html,<iframe srcdoc="<script>onmessage = (event) => {
        if (event.data.code) event.ports[0].postMessage({ kind: 'started' });
    }</script>">"#;
    let report = Sandbox::for_test(BROKEN, 100).run("1").await.expect("a place that starts");
    assert!(matches!(report.end, CodeEnd::TooMuch(_)), "{report:?}");
}

#[wasm_bindgen_test]
async fn a_place_that_does_not_load_is_an_error_and_a_run_nobody_waits_for_ends() {
    let frames = || {
        let document = web_sys::window().and_then(|window| window.document()).expect("a document");
        document.get_elements_by_tag_name("iframe").length()
    };
    let sandbox = Sandbox::for_test("built/none.html", 100);
    assert!(sandbox.run("1").await.is_err());
    {
        use futures_util::FutureExt;
        let mut forgotten = sandbox.run("1");
        assert!((&mut forgotten).now_or_never().is_none());
        assert_eq!(frames(), 1);
    }
    assert_eq!(frames(), 0);
}
