//! Files: listing and reading them, and passing their content to another tool.

use super::super::{Check, EvalCase, Expectation::*};
use super::{asked, calls, held_out, with_files};

const HOUSE: &[(&str, &str)] = &[
    ("shopping.txt", "eggs\nbutter\n12 lemons\n"),
    ("recipe.md", "# Lemon cake\n\nBake at 180 degrees for 45 minutes.\n"),
    ("docs/plan.txt", "The launch is planned for the 3rd of October.\nOwner: Priya\n"),
    ("docs/budget.txt", "Rent 900\nFood 350\n"),
    ("photos/list.txt", "beach.jpg\nforest.jpg\n"),
];

pub(super) const CASES: &[EvalCase] = &[
    with_files(
        "list-files",
        HOUSE,
        &[
            asked(
                &["Which files are in the workspace?"],
                &[calls("list_dir", &[]), FinalContains("recipe.md"), FinalContains("shopping.txt")],
            ),
            asked(
                &["List everything in the current directory."],
                &[calls("list_dir", &[]), FinalContains("recipe.md"), FinalContains("shopping.txt")],
            ),
            held_out(
                &["Show me the names of my files."],
                &[calls("list_dir", &[]), FinalContains("recipe.md"), FinalContains("shopping.txt")],
            ),
        ],
    ),
    with_files(
        "list-folder",
        HOUSE,
        &[
            asked(
                &["What is in the folder docs?"],
                &[
                    calls("list_dir", &[("path", Check::Holds("docs"))]),
                    FinalContains("plan.txt"),
                    FinalContains("budget.txt"),
                ],
            ),
            asked(
                &["List the files in the directory photos."],
                &[calls("list_dir", &[("path", Check::Holds("photos"))]), FinalContains("list.txt")],
            ),
            held_out(
                &["Show the contents of the docs directory."],
                &[
                    calls("list_dir", &[("path", Check::Holds("docs"))]),
                    FinalContains("plan.txt"),
                    FinalContains("budget.txt"),
                ],
            ),
        ],
    ),
    with_files(
        "read-file",
        HOUSE,
        &[
            asked(
                &["Read the file shopping.txt and tell me what it says."],
                &[calls("read_file", &[("path", Check::Holds("shopping.txt"))]), FinalContains("butter")],
            ),
            asked(
                &["What is written in recipe.md?"],
                &[calls("read_file", &[("path", Check::Holds("recipe.md"))]), FinalContains("180")],
            ),
            held_out(
                &["Show me the content of photos/list.txt."],
                &[calls("read_file", &[("path", Check::Holds("photos/list.txt"))]), FinalContains("forest")],
            ),
        ],
    ),
    with_files(
        "ask-file",
        HOUSE,
        &[
            asked(
                &["How many lemons are on the list in shopping.txt?"],
                &[calls("read_file", &[("path", Check::Holds("shopping.txt"))]), FinalContains("12")],
            ),
            asked(
                &["According to docs/plan.txt, when is the launch?"],
                &[calls("read_file", &[("path", Check::Holds("docs/plan.txt"))]), FinalContains("October")],
            ),
            held_out(
                &["Look into recipe.md: for how many minutes must the cake be baked?"],
                &[calls("read_file", &[("path", Check::Holds("recipe.md"))]), FinalContains("45")],
            ),
        ],
    ),
    with_files(
        "list-then-read",
        &[("inbox/message.txt", "Your parcel waits at the station, locker B12.\n")],
        &[
            asked(
                &["List the directory inbox, then read the file you find there. What does it say?"],
                &[CallsInOrder(&["list_dir", "read_file"]), FinalContainsOne(&["B12", "parcel"])],
            ),
            asked(
                &[
                    "There is one file in the folder inbox. Find out its name, read it and tell me where my parcel is.",
                ],
                &[CallsInOrder(&["list_dir", "read_file"]), FinalContainsOne(&["B12", "station"])],
            ),
            held_out(
                &["Look which file is in inbox and tell me its content."],
                &[CallsInOrder(&["list_dir", "read_file"]), FinalContainsOne(&["B12", "parcel"])],
            ),
        ],
    ),
    with_files(
        "read-then-note",
        &[("today.txt", "Call the plumber.\n"), ("idea.txt", "Paint the fence yellow.\n")],
        &[
            asked(
                &["Read today.txt and save what it says as a note."],
                &[CallsInOrder(&["read_file", "session_note_append"]), NoteSaved("plumber"), Completes],
            ),
            asked(
                &["Read the file idea.txt, then remember its content as a note."],
                &[CallsInOrder(&["read_file", "session_note_append"]), NoteSaved("fence"), Completes],
            ),
            held_out(
                &["Make a note of the content of today.txt."],
                &[CallsInOrder(&["read_file", "session_note_append"]), NoteSaved("plumber"), Completes],
            ),
        ],
    ),
    with_files(
        "read-then-add",
        &[("prices.txt", "table 250\nchair 85\n"), ("trip.txt", "Monday: 120 km\nTuesday: 95 km\n")],
        &[
            asked(
                &["Read prices.txt and add the two prices in it."],
                &[CallsInOrder(&["read_file", "add_numbers"]), FinalContains("335")],
            ),
            asked(
                &["The file trip.txt says how far I drove on two days. Read it and add the two distances."],
                &[CallsInOrder(&["read_file", "add_numbers"]), FinalContains("215")],
            ),
            held_out(
                &["What do the table and the chair in prices.txt cost together?"],
                &[CallsInOrder(&["read_file", "add_numbers"]), FinalContains("335")],
            ),
        ],
    ),
];
