//! Recorded streams with one event damaged: whatever the damage, the text of all other events is there, and it is said that
//! something could not be read, unless nothing was lost.

use std::fs;

use abcb_core::provider::Delta;
use proptest::prelude::*;

use crate::recording::{DIRECTORY, Deltas, Recording, load, replay};

fn streams() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(DIRECTORY)
        .expect("the recordings")
        .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".sse"))
        .collect();
    names.sort();
    names
}

fn text_of(deltas: &Deltas) -> String {
    let texts = deltas.iter().filter_map(|delta| match delta {
        Ok(Delta::Content(text) | Delta::Reasoning(text)) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

fn says_damage(deltas: &Deltas) -> bool {
    deltas.iter().any(|delta| matches!(delta, Ok(Delta::Unreadable(_)) | Err(_)))
}

/// What can happen to the bytes of one event on their way.
#[derive(Clone, Debug)]
enum Damage {
    Cut(prop::sample::Index),
    Byte(prop::sample::Index, u8),
    Doubled(prop::sample::Index),
    Gone(prop::sample::Index),
}

fn any_damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<prop::sample::Index>().prop_map(Damage::Cut),
        (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Byte(at, byte)),
        any::<prop::sample::Index>().prop_map(Damage::Doubled),
        any::<prop::sample::Index>().prop_map(Damage::Gone),
    ]
}

/// Damages the data of an event: what stands after `data: `.
fn damaged(event: &str, damage: &Damage) -> Vec<u8> {
    const HEAD: usize = "data: ".len();
    let mut bytes = event.trim_end().as_bytes().to_vec();
    let at = |index: &prop::sample::Index| HEAD + index.index(bytes.len() - HEAD);
    match damage {
        // Empty data is a keep-alive.
        Damage::Cut(index) => bytes.truncate(at(index) + 1),
        Damage::Byte(index, byte) => {
            let at = at(index);
            bytes[at] = *byte;
        }
        Damage::Doubled(index) => {
            let at = at(index);
            bytes.insert(at, bytes[at]);
        }
        Damage::Gone(index) => {
            bytes.remove(at(index));
        }
    }
    bytes.extend_from_slice(b"\n\n");
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn one_damaged_event_costs_no_other_and_is_said(
        name in prop::sample::select(streams()),
        place: prop::sample::Index,
        damage in any_damage(),
    ) {
        let Recording { body, .. } = load(&name);
        let text = String::from_utf8(body).expect("recordings are text");
        let events: Vec<&str> = text.split_inclusive("\n\n").collect();
        let place = place.index(events.len());
        let (before, after) = (events[..place].concat(), events[place + 1..].concat());
        let intact = replay(&events);
        let mut body = before.clone().into_bytes();
        body.extend(damaged(events[place], &damage));
        body.extend_from_slice(after.as_bytes());
        let deltas = Recording::stream(body).read_whole();

        let (head, tail) = (text_of(&replay(&[&before])), text_of(&replay(&[&after])));
        let read = text_of(&deltas);
        // Halves of one character are joined over events; alone each is damaged.
        let (head, tail) = (head.trim_end_matches('\u{fffd}'), tail.trim_start_matches('\u{fffd}'));
        prop_assert!(read.starts_with(head), "{read:?} lacks {head:?}");
        prop_assert!(read.ends_with(tail), "{read:?} lacks {tail:?}");
        // One letter of a text that is gone or another leaves a whole event.
        let lost = text_of(&intact).chars().count() > read.chars().count() + 1;
        let is_json = damaged(events[place], &damage)
            .strip_prefix(b"data: ")
            .is_some_and(|data| serde_json::from_slice::<serde_json::Value>(data).is_ok());
        prop_assert!(says_damage(&deltas) || !lost || is_json, "lost in silence: {read:?}");
    }
}
