//! Notes: the second case of the series, searching notes of earlier sessions, and searches without a match.

use super::super::{EvalCase, Expectation::*};
use super::{apart, asked, calls, case, held_out};

const EARLIER: &[&str] = &[
    "The dentist appointment is on Tuesday at 15:30.",
    "Anna is allergic to peanuts.",
    "The wifi password of the cabin is bluefox88.",
];

pub(super) const CASES: &[EvalCase] = &[
    case(
        "append-note",
        &[
            asked(&["Remember that I need to buy milk."], &[calls("session_note_append", &[])]),
            asked(&["Please make a note: buy milk."], &[calls("session_note_append", &[])]),
            held_out(&["Save a note that I have to buy milk."], &[calls("session_note_append", &[])]),
        ],
    ),
    case(
        "note-fact",
        &[
            asked(
                &["Please remember for later that my bike is parked in yard seven."],
                &[NoteSaved("yard seven"), Completes],
            ),
            asked(&["Write down: the meeting is moved to Friday."], &[NoteSaved("Friday"), Completes]),
            held_out(&["Don't forget this: Maria's flight lands at noon."], &[NoteSaved("noon"), Completes]),
        ],
    ),
    EvalCase {
        notes: EARLIER,
        ..case(
            "find-note",
            &[
                asked(
                    &["Search my notes: when is my dentist appointment?"],
                    &[calls("session_note_search", &[]), FinalContainsOne(&["Tuesday", "15:30"])],
                ),
                asked(
                    &["What did I write down about Anna?"],
                    &[calls("session_note_search", &[]), FinalContains("peanut")],
                ),
                held_out(
                    &["Look in the notes for the wifi password of the cabin."],
                    &[calls("session_note_search", &[]), FinalContains("bluefox88")],
                ),
            ],
        )
    },
    EvalCase {
        notes: EARLIER,
        ..case(
            "find-no-note",
            &[
                asked(
                    &["Search my notes for anything about violins."],
                    &[calls("session_note_search", &[]), Completes, FinalContainsOne(NOTHING)],
                ),
                asked(
                    &["Did I save a note about the garage? Look it up."],
                    &[calls("session_note_search", &[]), Completes, FinalContainsOne(NOTHING)],
                ),
                held_out(
                    &["Check my notes for the word submarine."],
                    &[calls("session_note_search", &[]), Completes, FinalContainsOne(NOTHING)],
                ),
            ],
        )
    },
    case(
        "note-across-sessions",
        &[
            apart(asked(
                &["Remember that the door code is 4471.", "What is the door code? Search the notes."],
                &[NoteSaved("4471"), calls("session_note_search", &[]), FinalContains("4471")],
            )),
            apart(asked(
                &[
                    "Save this note: the spare key is under the red pot.",
                    "Where is the spare key? It is in my notes.",
                ],
                &[NoteSaved("red pot"), calls("session_note_search", &[]), FinalContains("red pot")],
            )),
            apart(held_out(
                &["Please note that Ben likes jazz.", "What music does Ben like? Look into my notes."],
                &[NoteSaved("jazz"), calls("session_note_search", &[]), FinalContains("jazz")],
            )),
        ],
    ),
];

/// Phrases that say that nothing was found.
const NOTHING: &[&str] = &["no ", "not ", "n't", "nothing", "none"];
