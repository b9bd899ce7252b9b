//! Recovery when a request cannot be carried out: missing files, and a user who denies a write.

use super::super::{EvalCase, Expectation::*};
use super::{asked, held_out, with_files};

/// Phrases that say that something was not done or does not exist.
const NOT: &[&str] = &["not ", "n't", "no ", "cannot", "denied", "unable", "never", "refused"];

const ROOM: &[(&str, &str)] = &[("letter.txt", "Dear Sam, the garden party is on Sunday.\n")];

pub(super) const CASES: &[EvalCase] = &[
    with_files(
        "file-missing",
        ROOM,
        &[
            asked(
                &["Read the file secrets.txt and tell me what it says."],
                &[Fails("read_file"), Completes, FinalContainsOne(NOT)],
            ),
            asked(&["What does budget.csv say?"], &[Fails("read_file"), Completes, FinalContainsOne(NOT)]),
            held_out(
                &["Please show me the content of the file diary.md."],
                &[Fails("read_file"), Completes, FinalContainsOne(NOT)],
            ),
        ],
    ),
    with_files(
        "file-missing-look-around",
        ROOM,
        &[
            asked(
                &[
                    "Read the file leter.txt. If it is not there, list the directory and read the file that comes closest. When is the party?",
                ],
                &[CallsInOrder(&["list_dir", "read_file"]), FinalContains("Sunday")],
            ),
            asked(
                &[
                    "Tell me what the file letter says. I am not sure about its ending: if it cannot be read, list the files and read the right one.",
                ],
                &[CallsInOrder(&["list_dir", "read_file"]), FinalContainsOne(&["Sunday", "party"])],
            ),
            held_out(
                &[
                    "Open brief.txt. Should that fail, look which file there is and read that one instead. Whom is the letter to?",
                ],
                &[CallsInOrder(&["list_dir", "read_file"]), FinalContains("Sam")],
            ),
        ],
    ),
    with_files(
        "file-or-other",
        &[("new.txt", "The door is blue.\n")],
        &[
            asked(
                &["Read old.txt; if it does not exist, read new.txt. What colour is the door?"],
                &[Fails("read_file"), FinalContains("blue")],
            ),
            asked(
                &[
                    "Try to read the file door.txt, and if that fails the file new.txt. Which colour has the door?",
                ],
                &[Fails("read_file"), FinalContains("blue")],
            ),
            held_out(
                &[
                    "What colour is the door? It is written in first.txt, or if there is no such file, in new.txt.",
                ],
                &[Fails("read_file"), FinalContains("blue")],
            ),
        ],
    ),
    EvalCase {
        can_write: true,
        ..with_files(
            "write-denied",
            ROOM,
            &[
                asked(
                    &["Write the text hello into the file greeting.txt."],
                    &[Denied("write_file"), Completes, FinalContainsOne(NOT)],
                ),
                asked(
                    &["Create a file todo.txt that says: water the plants."],
                    &[Denied("write_file"), Completes, FinalContainsOne(NOT)],
                ),
                held_out(
                    &["Save the sentence 'See you soon' as the file bye.txt."],
                    &[Denied("write_file"), Completes, FinalContainsOne(NOT)],
                ),
            ],
        )
    },
];
