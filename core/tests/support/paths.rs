//! The modules that a Rust file declares, the names that it imports, and the paths that it writes out.

use super::tokens::{group, tokens, without_tests};

/// What a file says about other files. Paths are split at `::`.
#[derive(Debug, Default, Eq, PartialEq)]
pub struct Mentions {
    /// The modules declared with `mod name;`, tests left out.
    pub modules: Vec<String>,
    pub imports: Vec<Import>,
    /// The paths that are written out in code.
    pub paths: Vec<Vec<String>>,
    /// The words of the code outside of imports.
    pub words: Vec<String>,
}

/// One name of a `use` declaration.
#[derive(Debug, Eq, PartialEq)]
pub struct Import {
    pub path: Vec<String>,
    /// The name in this file; `*` for all names of the path.
    pub name: String,
    pub is_public: bool,
}

pub fn mentions(text: &str) -> Mentions {
    let all = tokens(text);
    let code = without_tests(&all);
    let mut found = Mentions::default();
    let mut place = 0;
    while let Some(token) = code.get(place) {
        let rest = &code[place..];
        match *token {
            "mod" if rest.get(2) == Some(&";") => {
                found.modules.push(rest[1].to_owned());
                place += 3;
            }
            "use" => {
                let length = rest.iter().position(|token| *token == ";").unwrap_or(rest.len());
                let is_public = is_public(&code[..place]);
                import(&rest[1..length], Vec::new(), is_public, &mut found.imports);
                place += length;
            }
            _ if is_word(token) => {
                let path = path(rest);
                let length = 2 * path.len() - 1;
                found.words.extend(path.first().cloned());
                if path.len() > 1 {
                    found.paths.push(path);
                }
                place += length;
            }
            _ => place += 1,
        }
    }
    found
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_') && !token.contains('"')
}

/// Whether the code ends with `pub` or `pub(…)`.
fn is_public(before: &[&str]) -> bool {
    match before {
        [.., "pub"] => true,
        [.., ")"] => {
            let open = before.iter().rposition(|token| *token == "(");
            open.is_some_and(|open| before[..open].ends_with(&["pub"]))
        }
        _ => false,
    }
}

/// The path that begins here: `a::b::C`.
fn path(tokens: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = tokens.first().map(|token| (*token).to_owned()).into_iter().collect();
    let steps = tokens.get(1..).unwrap_or_default();
    let (steps, _) = steps.as_chunks::<2>();
    let steps = steps.iter().take_while(|[colons, word]| *colons == "::" && is_word(word));
    found.extend(steps.map(|[_, word]| (*word).to_owned()));
    found
}

/// Reads the tree of a `use` declaration, of which `before` has been read.
fn import(tree: &[&str], before: Vec<String>, is_public: bool, found: &mut Vec<Import>) {
    let mut path = before;
    let mut rest = tree;
    while let Some(token) = rest.first() {
        match *token {
            "::" => rest = &rest[1..],
            "{" => {
                let inner = &rest[1..group(rest) - 1];
                for branch in branches(inner) {
                    import(branch, path.clone(), is_public, found);
                }
                return;
            }
            "as" => {
                let name = rest.get(1).copied().unwrap_or_default().to_owned();
                found.push(Import { path, name, is_public });
                return;
            }
            word => {
                path.push(word.to_owned());
                rest = &rest[1..];
                if rest.first() == Some(&"as") && word == "self" {
                    path.pop();
                }
            }
        }
    }
    if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
        path.pop();
    }
    let name = path.last().cloned().unwrap_or_default();
    if name == "*" {
        path.pop();
    }
    found.push(Import { path, name, is_public });
}

/// The parts of a list that commas separate, where commas inside of groups do not count.
fn branches<'a, 'b>(list: &'b [&'a str]) -> Vec<&'b [&'a str]> {
    let mut found = Vec::new();
    let mut begin = 0;
    let mut place = 0;
    while place < list.len() {
        match list[place] {
            "," => {
                found.push(&list[begin..place]);
                place += 1;
                begin = place;
            }
            "{" => place += group(&list[place..]),
            _ => place += 1,
        }
    }
    found.push(&list[begin..]);
    found.retain(|branch| !branch.is_empty());
    found
}
