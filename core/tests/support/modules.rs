//! The modules of a crate as a tree, and which file uses what of which other file. A name that a module only hands on
//! counts for the file that defines it.

use std::collections::BTreeMap;

use super::paths::{Import, Mentions, mentions};

/// A module and the file that it is written in.
#[derive(Debug)]
pub struct Module {
    pub file: String,
    pub parent: Option<usize>,
    children: BTreeMap<String, usize>,
    mentions: Mentions,
}

/// The modules of one crate. The first is its root.
#[derive(Debug, Default)]
pub struct Modules(pub Vec<Module>);

/// For each pair of modules (user, used): the names that the first uses of the second.
pub type Arrows = BTreeMap<(usize, usize), Vec<String>>;

/// What a path leads to.
enum Target {
    Module(usize),
    /// Something that is defined in this module.
    Item(usize),
}

impl Modules {
    /// Follows the declarations from the root file. `texts` holds the text of every file.
    pub fn of(root: &str, texts: &BTreeMap<String, String>) -> Self {
        let mut modules = Self::default();
        let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
        modules.add(root.to_owned(), folder, None, texts);
        modules
    }

    fn add(
        &mut self,
        file: String,
        folder: &str,
        parent: Option<usize>,
        texts: &BTreeMap<String, String>,
    ) -> usize {
        let mentions = mentions(texts.get(&file).expect("a declared module has a file"));
        let names = mentions.modules.clone();
        let id = self.0.len();
        self.0.push(Module { file, parent, children: BTreeMap::new(), mentions });
        for name in names {
            let path = format!("{folder}/{name}");
            let child = self.add(format!("{path}.rs"), &path, Some(id), texts);
            self.0[id].children.insert(name, child);
        }
        id
    }

    /// Whether `id` is `above` or lies below it.
    pub fn is_within(&self, id: usize, above: usize) -> bool {
        std::iter::successors(Some(id), |id| self.0[*id].parent).any(|id| id == above)
    }

    /// The module directly below `above` that `id` is or belongs to; `None` if it lies elsewhere or is `above`.
    pub fn branch_below(&self, above: usize, id: usize) -> Option<usize> {
        std::iter::successors(Some(id), |id| self.0[*id].parent).find(|id| self.0[*id].parent == Some(above))
    }

    /// All uses of one file by another. What a module only declares and hands on is no use.
    pub fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for (id, module) in self.0.iter().enumerate() {
            let mentions = &module.mentions;
            for import in mentions.imports.iter().filter(|import| !self.only_hands_on(id, import)) {
                let target = self.follow(id, &import.path, 0);
                match target {
                    Some(Target::Item(target)) => note(&mut arrows, id, target, &import.name),
                    Some(Target::Module(target)) if import.name == "*" => note(&mut arrows, id, target, "*"),
                    // What is used of an imported module is written out in the code.
                    _ => {}
                }
            }
            for path in &mentions.paths {
                if let Some(Target::Item(target)) = self.follow(id, path, 0) {
                    note(&mut arrows, id, target, path.last().map_or("", String::as_str));
                }
            }
        }
        arrows
    }

    /// Whether a module hands on a name of a module below it without using it itself.
    fn only_hands_on(&self, id: usize, import: &Import) -> bool {
        let is_below = match self.follow(id, &import.path, 0) {
            Some(Target::Item(target) | Target::Module(target)) => self.is_within(target, id),
            None => false,
        };
        import.is_public && is_below && !self.0[id].mentions.words.contains(&import.name)
    }

    /// Follows a path that is written in module `from`; `None` if it leads out of the crate or to nothing known.
    fn follow(&self, from: usize, path: &[String], depth: usize) -> Option<Target> {
        // Imports can name each other in a circle, as far as this reading goes.
        if depth > 20 {
            return None;
        }
        let mut here = from;
        for (place, name) in path.iter().enumerate() {
            let module = &self.0[here];
            let next = match name.as_str() {
                "crate" => Some(0),
                "self" => Some(here),
                "super" => module.parent,
                name => module.children.get(name).copied(),
            };
            if let Some(next) = next {
                here = next;
                continue;
            }
            let imports = &module.mentions.imports;
            let import = imports.iter().find(|import| import.name == *name);
            match import.filter(|import| import.path != path).map(|import| &import.path) {
                Some(path) => match self.follow(here, path, depth + 1) {
                    Some(Target::Module(next)) => here = next,
                    item => return item,
                },
                None if place == 0 => return None,
                None => return Some(Target::Item(here)),
            }
        }
        Some(Target::Module(here))
    }
}

fn note(arrows: &mut Arrows, from: usize, to: usize, name: &str) {
    if from != to {
        let names = arrows.entry((from, to)).or_default();
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
}
