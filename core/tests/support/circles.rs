//! Files of a crate that use each other in a circle. A module and the modules below it are one family and may use each
//! other through the module itself: that is how Rust spreads one thing over several files. Every other circle counts,
//! also one between two members of the same family.

use std::collections::BTreeSet;

use super::modules::{Arrows, Modules};

/// One sentence for each circle.
pub fn circles(modules: &Modules) -> Vec<String> {
    let arrows = modules.arrows();
    let mut found = Vec::new();
    for head in 0..modules.0.len() {
        let family: Vec<usize> =
            (0..modules.0.len()).filter(|id| *id != head && modules.is_within(*id, head)).collect();
        for circle in knots(&family, &arrows) {
            let branches: BTreeSet<_> =
                circle.iter().filter_map(|id| modules.branch_below(head, *id)).collect();
            // What lies within one branch is that branch's own matter, and is looked at there.
            if branches.len() > 1 {
                found.push(sentence(&circle, modules, &arrows));
            }
        }
    }
    found
}

/// The largest sets of modules that all reach each other.
fn knots(family: &[usize], arrows: &Arrows) -> Vec<BTreeSet<usize>> {
    let reached: Vec<BTreeSet<usize>> = family.iter().map(|id| reached(*id, family, arrows)).collect();
    let reaches = |from: usize, to: usize| {
        family.iter().position(|id| *id == from).is_some_and(|place| reached[place].contains(&to))
    };
    let knot = |id: usize| -> BTreeSet<usize> {
        family.iter().copied().filter(|other| reaches(id, *other) && reaches(*other, id)).collect()
    };
    let knots: BTreeSet<_> = family.iter().map(|id| knot(*id)).filter(|knot| knot.len() > 1).collect();
    knots.into_iter().collect()
}

fn reached(from: usize, family: &[usize], arrows: &Arrows) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        for (_, next) in arrows.range((id, 0)..=(id, usize::MAX)).map(|(arrow, _)| *arrow) {
            if family.contains(&next) && found.insert(next) {
                open.push(next);
            }
        }
    }
    found
}

fn sentence(circle: &BTreeSet<usize>, modules: &Modules, arrows: &Arrows) -> String {
    let file = |id: &usize| modules.0[*id].file.as_str();
    let files: Vec<&str> = circle.iter().map(file).collect();
    let ties = arrows.iter().filter(|((from, to), _)| circle.contains(from) && circle.contains(to));
    let ties: Vec<String> = ties
        .map(|((from, to), names)| format!("  {} uses {} of {}", file(from), names.join(", "), file(to)))
        .collect();
    format!("{} use each other in a circle:\n{}", files.join(", "), ties.join("\n"))
}
