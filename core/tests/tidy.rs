//! The house's rules, held by a test: which way the arrows point, how long a file may be, how it begins. Reads the sources of
//! the whole workspace as text.

#![allow(clippy::expect_used, reason = "a workspace that cannot be read must fail the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

mod support {
    pub mod sources;
}

use support::sources::{sources, workspace};

const MAX_LINES: usize = 400;

fn rust(folder: &str) -> Vec<(String, String)> {
    sources(folder, &["rs"])
}

/// Lines of `text` that hold one of `words`, comments left out.
fn mentions(text: &str, words: &[&str]) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.filter(|line| words.iter().any(|word| line.contains(word)))
        .map(|line| line.trim().to_owned())
        .collect()
}

/// Whether a file's first words, inner attributes left out, say what it is for.
fn says_what_for(text: &str) -> bool {
    let is_attribute =
        |line: &&str| line.starts_with("#![") || line.starts_with("    ") || line.starts_with(")]");
    text.lines()
        .find(|line| !is_attribute(line) && !line.is_empty())
        .is_some_and(|line| line.starts_with("//!"))
}

/// Fails with every offending line at once.
fn assert_not_mentioned(files: impl IntoIterator<Item = (String, String)>, words: &[&str], rule: &str) {
    let offences: Vec<String> = files
        .into_iter()
        .flat_map(|(name, text)| {
            mentions(&text, words).into_iter().map(move |line| format!("{name}: {line}"))
        })
        .collect();
    assert!(offences.is_empty(), "{rule}\n{}", offences.join("\n"));
}

/// The sources of the page outside these places: folders with the file of the same name.
fn page_without(places: &[&str]) -> Vec<(String, String)> {
    let mut sources = rust("web/src");
    sources.retain(|(name, _)| {
        let place = name.trim_start_matches("web/src/").split(['/', '.']).next().unwrap_or_default();
        !places.contains(&place)
    });
    sources
}

#[test]
fn the_browser_is_touched_in_adapters_and_dom_only() {
    let browser = ["web_sys", "js_sys", "gloo_storage", "idb::", "wasm_bindgen::"];
    let mut outside = page_without(&["adapters", "dom"]);
    for (name, text) in &mut outside {
        if name == "web/src/ports/handles.rs" {
            // Names for objects that ports pass on, not uses of them.
            let names = |line: &&str| !(line.starts_with("pub type ") && line.contains(" = web_sys::"));
            *text = text.lines().filter(names).collect::<Vec<_>>().join("\n");
        }
    }
    // The script that formats texts is called from everywhere, adapters included, so it is below them.
    outside.retain(|(name, _)| name != "web/src/i18n/script.rs");
    assert_not_mentioned(outside, &browser, "Only web/src/adapters and web/src/dom may touch the browser.");
}

#[test]
fn only_the_composition_root_names_adapters() {
    let rest = page_without(&["adapters", "app", "main", "testing"]);
    let names = ["adapters", "crate::app"];
    assert_not_mentioned(rest, &names, "The page gets its adapters through ports, from web/src/app.rs.");
}

#[test]
fn core_and_engine_know_no_browser_and_no_clock() {
    let browser = ["web_sys", "js_sys", "wasm_bindgen", "leptos", "SystemTime::now", "Instant::now"];
    assert_not_mentioned(
        rust("core/src").into_iter().chain(rust("engine/src")),
        &browser,
        "core and engine are pure.",
    );
    for manifest in ["core/Cargo.toml", "engine/Cargo.toml"] {
        let text = fs::read_to_string(workspace().join(manifest)).expect("a manifest");
        let dependencies = text.split("[dev-dependencies]").next().unwrap_or_default();
        assert_not_mentioned(
            [(manifest.to_owned(), dependencies.to_owned())],
            &["web-sys", "js-sys", "leptos", "gloo"],
            "pure",
        );
    }
}

#[test]
fn core_and_engine_do_not_know_each_other() {
    assert_not_mentioned(rust("core/src"), &["abcb_engine"], "core does not know the engine.");
    assert_not_mentioned(rust("engine/src"), &["abcb_core"], "The engine does not know core.");
}

#[test]
fn arrows_in_the_page_point_one_way() {
    assert_not_mentioned(
        rust("web/src/ui"),
        &["spawn_local"],
        "Components call the controller; they do nothing themselves.",
    );
    let outlives = ["controller.fetch(", "controller.next_frame(", "controller.soon(", "Box<dyn FnMut(ev::"];
    let unguarded = rust("web/src/ui").into_iter();
    let unguarded = unguarded
        .filter(|(name, _)| !["web/src/ui/scope.rs", "web/src/ui/parts.rs"].contains(&name.as_str()));
    assert_not_mentioned(
        unguarded,
        &outlives,
        "What may come after its component is gone is asked for through ui::scope.",
    );
    assert_not_mentioned(
        rust("web/src/state"),
        &["crate::dom", "crate::controller", "crate::ui"],
        "State knows nobody above it.",
    );
    assert_not_mentioned(
        rust("web/src/controller"),
        &["crate::dom", "crate::ui"],
        "The controller knows ports and state; elements are the components' business.",
    );
    let ports = rust("web/src").into_iter().filter(|(name, _)| name.starts_with("web/src/ports"));
    assert_not_mentioned(
        ports,
        &["pub use crate", "crate::dom", "crate::controller", "crate::ui"],
        "Ports are traits and plain data, and hand on nothing from elsewhere.",
    );
    let above = ["crate::state", "crate::controller", "crate::ui", "leptos"];
    for folder in ["web/src/adapters", "web/src/dom"] {
        assert_not_mentioned(rust(folder), &above, "Adapters and dom know no signal and no component.");
    }
}

#[test]
fn listeners_are_taken_away_with_their_owner() {
    let owned = [
        "web/src/dom/listener.rs",
        // The browser calls each of these exactly once, and they are gone after that.
        "web/src/adapters/indexed_db/requests.rs",
    ];
    let bare = ["add_event_listener", ".set_on", ".forget()", "mem::forget"];
    let both = rust("web/src/adapters").into_iter().chain(rust("web/src/dom"));
    let both = both.filter(|(name, _)| !owned.contains(&name.as_str()));
    // What calls the browser's own function has no owner here.
    let both = both.map(|(name, text)| {
        let text = text
            .replace("reload.add_event_listener_with_callback(\"click\", &function.bind0(&location))?;", "");
        (name, text)
    });
    assert_not_mentioned(both, &bare, "Adapters and dom listen through dom::listener.");
}

/// Functions that are imported from JavaScript without `catch`.
fn imports_without_catch(text: &str) -> Vec<String> {
    let mut offences = Vec::new();
    let mut is_import = false;
    let mut catches = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with("extern \"C\"") {
            is_import = true;
        } else if line == "}" {
            is_import = false;
        } else if is_import && line.starts_with("#[wasm_bindgen") {
            catches |= line.contains("catch");
        } else if is_import && (line.contains("fn ") || line.contains("type ")) && !line.starts_with("//") {
            if !catches && line.contains("fn ") {
                offences.push(line.to_owned());
            }
            catches = false;
        }
    }
    offences
}

#[test]
fn an_exception_of_a_script_is_caught_where_it_is_called() {
    let offences: Vec<String> = rust("web/src")
        .into_iter()
        .flat_map(|(name, text)| {
            imports_without_catch(&text).into_iter().map(move |line| format!("{name}: {line}"))
        })
        .collect();
    assert!(offences.is_empty(), "Imports from scripts are `catch`.\n{}", offences.join("\n"));
    let both = "extern \"C\" {\n#[wasm_bindgen(method, catch)]\nfn a();\n#[wasm_bindgen(method)]\nfn b();\n}\nfn c();";
    assert_eq!(imports_without_catch(both), ["fn b();"]);
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let folders = ["core", "e2e", "engine", "eval", "markdown", "scripts", "web", "worker"];
    let files = folders.into_iter().flat_map(|folder| sources(folder, &["rs", "css", "mjs", "ts"]));
    let mut offences = Vec::new();
    for (name, text) in files {
        let lines = text.lines().count();
        if lines > MAX_LINES {
            offences.push(format!("{name}: {lines} lines, at most {MAX_LINES}"));
        }
        let is_test = name.ends_with("_tests.rs");
        if name.ends_with(".rs") && !is_test && !says_what_for(&text) {
            offences.push(format!("{name}: does not begin with what it is for"));
        }
        if name.ends_with("/mod.rs") {
            offences.push(format!("{name}: modules are named files here"));
        }
    }
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

/// In a fresh clone there are no packages until `setUp` has installed them, and a static import is loaded before it runs.
#[test]
fn scripts_that_set_up_import_no_package() {
    let scripts: BTreeMap<PathBuf, String> = ["scripts", "e2e/support"]
        .into_iter()
        .flat_map(|folder| sources(folder, &["mjs"]))
        .map(|(name, text)| (PathBuf::from(name), text))
        .collect();
    let sets_up = |text: &str| text.contains("await setUp(");
    let mut reached: Vec<PathBuf> =
        scripts.iter().filter(|(_, text)| sets_up(text)).map(|(name, _)| name.clone()).collect();
    assert!(reached.len() > 5, "{reached:?}");
    let mut offences = Vec::new();
    let mut next = 0;
    while let Some(name) = reached.get(next).cloned() {
        next += 1;
        for import in static_imports(scripts.get(&name).expect("an import of a script that is there")) {
            if import.starts_with('.') {
                let target = normal(&name.parent().expect("in a folder").join(import));
                if target.extension().is_some_and(|ending| ending == "mjs") && !reached.contains(&target) {
                    reached.push(target);
                }
            } else if !import.starts_with("node:") {
                offences.push(format!("{}: {import}", name.display()));
            }
        }
    }
    assert!(offences.is_empty(), "loaded before set-up has installed it:\n{}", offences.join("\n"));
}

/// A path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            part => normal.push(part),
        }
    }
    normal
}

/// Specifiers of the static imports of a script.
fn static_imports(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| {
            let line = line.strip_suffix("\";")?;
            let (before, specifier) = line.rsplit_once('"')?;
            (before == "import " || before.ends_with(" from ")).then_some(specifier)
        })
        .collect()
}

#[test]
fn the_text_is_searched_as_the_rules_mean_it() {
    let words = ["web_sys"];
    assert_eq!(mentions("use web_sys::Window;\n// web_sys in a comment\n", &words), ["use web_sys::Window;"]);
    for folder in ["core/src", "web/src/adapters", "web/src/dom", "web/src/ports"] {
        assert!(!rust(folder).is_empty(), "{folder}");
    }
    let rest = page_without(&["adapters", "app"]);
    let is_there = |wanted: &str| rest.iter().any(|(name, _)| name == wanted);
    assert!(is_there("web/src/main.rs") && is_there("web/src/ports.rs"));
    assert!(!is_there("web/src/app.rs") && !is_there("web/src/app/warm_up.rs"));
}
