//! Reads the sources of the workspace for the tests that hold the house's rules.

use std::fs;
use std::path::{Path, PathBuf};

pub fn workspace() -> PathBuf {
    let core = Path::new(env!("CARGO_MANIFEST_DIR"));
    core.parent().expect("core lies in the workspace").to_owned()
}

/// Every file below `folder` with one of the endings, as path from the workspace and text.
pub fn sources(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let root = workspace();
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
                let name = path.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(&path).expect("a readable source")));
            }
        }
    }
    found
}
