//! The house's rule on which file may use which: no two files use each other, not even by way of others. Reads the
//! sources of the whole workspace as text.

#![allow(clippy::expect_used, reason = "a workspace that cannot be read must fail the test")]
#![allow(clippy::indexing_slicing, reason = "places in a list of tokens or modules that was just made")]

mod support {
    pub mod circles;
    pub mod modules;
    pub mod paths;
    pub mod sources;
    pub mod tokens;
}

use std::collections::BTreeMap;

use support::circles::circles;
use support::modules::Modules;
use support::paths::mentions;
use support::sources::sources;
use support::tokens::{tokens, without_tests};

const ROOTS: [(&str, &str); 6] = [
    ("core/src", "lib.rs"),
    ("engine/src", "lib.rs"),
    ("eval/src", "main.rs"),
    ("markdown/src", "lib.rs"),
    ("web/src", "main.rs"),
    ("worker/src", "lib.rs"),
];

#[test]
fn no_two_files_use_each_other() {
    let mut found = Vec::new();
    for (folder, root) in ROOTS {
        let texts = sources(folder, &["rs"]).into_iter().collect();
        let modules = Modules::of(&format!("{folder}/{root}"), &texts);
        assert!(!modules.arrows().is_empty(), "the files of {folder} use each other");
        found.extend(circles(&modules));
    }
    assert!(
        found.is_empty(),
        "Move what both sides need into a file of its own, below them.\n\n{}",
        found.join("\n\n")
    );
}

/// Core's rooms from the ground up. `testing` stands beside them: it may use all.
const ROOMS: [&str; 9] =
    ["base", "conversation", "tool", "provider", "log", "settings", "agent", "storage", "eval"];

/// The rooms above `room` that its code uses.
fn rooms_above<'a>(room: &str, text: &'a str) -> Vec<&'a str> {
    let code = without_tests(&tokens(text));
    let above = ROOMS.iter().skip_while(|other| **other != room).skip(1);
    let above: Vec<&str> = above.copied().collect();
    let named = code.windows(3).filter(|named| named[0] == "crate" && named[1] == "::").map(|named| named[2]);
    named.filter(|name| above.contains(name)).collect()
}

#[test]
fn the_rooms_of_core_use_only_those_below() {
    let mut found = Vec::new();
    for (name, text) in sources("core/src", &["rs"]) {
        let room = name.trim_start_matches("core/src/").split(['/', '.']).next().unwrap_or_default();
        let is_test = ["_tests.rs", "_properties.rs"].iter().any(|ending| name.ends_with(ending));
        if ROOMS.contains(&room) && !is_test {
            found.extend(rooms_above(room, &text).into_iter().map(|above| format!("{name} uses {above}")));
        }
    }
    assert!(found.is_empty(), "A room of core uses only those below it.\n{}", found.join("\n"));
    assert_eq!(rooms_above("log", "use crate::tool::A; fn f() { crate::agent::b() }"), ["agent"]);
}

/// The circles of a crate with these files.
fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
    let texts: BTreeMap<String, String> =
        files.iter().map(|(name, text)| (format!("src/{name}"), (*text).to_owned())).collect();
    circles(&Modules::of("src/lib.rs", &texts))
}

#[test]
fn a_circle_is_named_with_what_ties_it() {
    let two = [
        ("lib.rs", "mod a;\nmod b;"),
        ("a.rs", "use crate::b::{self, One};\nfn f() { b::two() }"),
        ("b.rs", "fn g(x: super::a::Three) {}"),
    ];
    let said = "src/a.rs, src/b.rs use each other in a circle:\n  \
                src/a.rs uses One, two of src/b.rs\n  src/b.rs uses Three of src/a.rs";
    assert_eq!(circles_of(&two), [said]);
    let three = [
        ("lib.rs", "mod a;\nmod b;\nmod c;"),
        ("a.rs", "use crate::b::B;"),
        ("b.rs", "use super::c::C;"),
        ("c.rs", "macro_rules! m { () => { $crate::a::A } }"),
    ];
    assert_eq!(circles_of(&three).len(), 1);
    let none = [("lib.rs", "mod a;\nmod b;"), ("a.rs", "use crate::b::B;"), ("b.rs", "// use crate::a::A;")];
    assert_eq!(circles_of(&none), [""; 0]);
}

#[test]
fn a_module_and_those_below_it_are_one_family() {
    let family = [
        ("lib.rs", "mod a;"),
        ("a.rs", "mod x;\nmod y;\npub use x::X;\nuse y::Y;\nstruct A { x: X }"),
        ("a/x.rs", "use super::{A, Y};"),
        ("a/y.rs", "use super::A;"),
    ];
    assert_eq!(circles_of(&family), [""; 0]);
    // Its members use each other directly, though one asks the module above for the other.
    let mut members = family;
    members[3].1 = "use super::X;";
    assert_eq!(circles_of(&members).len(), 1);
    // The circle leaves the family.
    let mut beyond = [family.as_slice(), &[("b.rs", "use crate::a::A;")]].concat();
    beyond[0].1 = "mod a;\nmod b;";
    assert_eq!(circles_of(&beyond), [""; 0]);
    beyond[2].1 = "use crate::b::B;";
    assert_eq!(circles_of(&beyond).len(), 1);
}

#[test]
fn a_name_that_is_handed_on_belongs_to_the_file_that_defines_it() {
    let files = [
        ("lib.rs", "mod a;\nmod b;"),
        ("a.rs", "mod x;\nmod y;\npub use x::X;\npub use self::y::Y as Z;"),
        ("a/x.rs", "use crate::b::B;"),
        ("a/y.rs", "pub struct Y;"),
        ("b.rs", "use crate::a::Z;"),
    ];
    assert_eq!(circles_of(&files), [""; 0]);
    let mut circle = files;
    circle[4].1 = "use crate::a::X;";
    assert_eq!(circles_of(&circle).len(), 1);
}

#[test]
fn code_is_read_without_comments_texts_and_tests() {
    let code = r##"a::b /* c /* d */ e */ 'f' '\'' &'g "h \" i" r#"j " k"# l9 0.5 // m"##;
    assert_eq!(tokens(code), ["a", "::", "b", "&", r#""h \" i""#, r##"r#"j " k"#"##, "l9", "."]);
    let code = "#[cfg(test)] #[path = \"a.rs\"] mod a; #[cfg(any(test, x))] fn b(c: d) { e } \
                struct F { #[cfg(test)] g: H<i>, #[serde(test)] j: k } #[cfg(test)] use l::{m, n}; o";
    let kept = without_tests(&tokens(code)).concat();
    assert_eq!(kept, "structF{#[serde(test)]j:k}o");
}

#[test]
fn imports_are_read_as_the_names_they_bring() {
    let found =
        mentions("pub(crate) use a::{self, b::{C, d as e}, f::*};\nmod g;\nuse h as _;\nfn i() { j::k() }");
    let imports: Vec<(String, &str, bool)> =
        found.imports.iter().map(|one| (one.path.join("::"), one.name.as_str(), one.is_public)).collect();
    let expected = [
        ("a", "a", true),
        ("a::b::C", "C", true),
        ("a::b::d", "e", true),
        ("a::f", "*", true),
        ("h", "_", false),
    ];
    assert_eq!(imports, expected.map(|(path, name, is_public)| (path.to_owned(), name, is_public)));
    assert_eq!(found.modules, ["g"]);
    assert!(found.paths.contains(&vec!["j".to_owned(), "k".to_owned()]));
}
