//! Sums: the third case of the series, numbers in a story, two sums in a row, and a sum that continues from the last
//! result.

use super::super::{Check::Number, EvalCase, Expectation::*};
use super::{asked, calls, case, held_out};

pub(super) const CASES: &[EvalCase] = &[
    case(
        "add-numbers",
        &[
            asked(&["Use the add_numbers tool to add 3 plus 4."], &[FinalContains("7")]),
            asked(&["What is 3 plus 4? Use your tool."], &[FinalContains("7")]),
            held_out(&["Please add 3 and 4 by tool and tell me the sum."], &[FinalContains("7")]),
        ],
    ),
    case(
        "add-large",
        &[
            asked(
                &["What is 48213 + 9921?"],
                &[
                    calls("add_numbers", &[("a", Number(48213.0)), ("b", Number(9921.0))]),
                    FinalContains("58134"),
                ],
            ),
            asked(
                &["Calculate the sum of 7305 and 6618 for me."],
                &[
                    calls("add_numbers", &[("a", Number(7305.0)), ("b", Number(6618.0))]),
                    FinalContains("13923"),
                ],
            ),
            held_out(
                &["How much is 12750 plus 33489?"],
                &[
                    calls("add_numbers", &[("a", Number(12750.0)), ("b", Number(33489.0))]),
                    FinalContains("46239"),
                ],
            ),
        ],
    ),
    case(
        "add-decimals",
        &[
            asked(
                &["Add 12.5 and 30.25."],
                &[calls("add_numbers", &[("a", Number(12.5)), ("b", Number(30.25))]), FinalContains("42.75")],
            ),
            asked(
                &["What do 99.9 and 0.6 make together?"],
                &[calls("add_numbers", &[("a", Number(99.9)), ("b", Number(0.6))]), FinalContains("100.5")],
            ),
            held_out(
                &["Sum up 7.25 and 8.5, please."],
                &[calls("add_numbers", &[("a", Number(7.25)), ("b", Number(8.5))]), FinalContains("15.75")],
            ),
        ],
    ),
    case(
        "add-story",
        &[
            asked(
                &["I have 148 apples and buy 277 more. How many apples do I have now?"],
                &[calls("add_numbers", &[]), FinalContains("425")],
            ),
            asked(
                &["One bus carries 36 people, another one 58. How many people is that in total?"],
                &[calls("add_numbers", &[]), FinalContains("94")],
            ),
            held_out(
                &["The rent is 840 euros and the power bill 96 euros. What do I pay altogether?"],
                &[calls("add_numbers", &[]), FinalContains("936")],
            ),
        ],
    ),
    case(
        "add-twice",
        &[
            asked(
                &["Add 12 and 30 with the tool, then add 8 to the result with the tool."],
                &[CallsInOrder(&["add_numbers", "add_numbers"]), FinalContains("50")],
            ),
            asked(
                &["First work out 100 plus 250. Then add 75 to that. What is the total?"],
                &[CallsInOrder(&["add_numbers", "add_numbers"]), FinalContains("425")],
            ),
            held_out(
                &["What is 21 + 34 + 60? The tool adds two numbers at a time."],
                &[CallsInOrder(&["add_numbers", "add_numbers"]), FinalContains("115")],
            ),
        ],
    ),
    case(
        "add-to-last",
        &[
            asked(
                &["What is 50 plus 61? Use the tool.", "Now add 200 to that."],
                &[CallsInOrder(&["add_numbers", "add_numbers"]), FinalContains("311")],
            ),
            asked(
                &["Add 7 and 8.", "And 30 more?"],
                &[CallsInOrder(&["add_numbers", "add_numbers"]), FinalContains("45")],
            ),
            held_out(
                &["Use add_numbers for 320 and 80.", "Add another 55 to the result."],
                &[CallsInOrder(&["add_numbers", "add_numbers"]), FinalContains("455")],
            ),
        ],
    ),
];
