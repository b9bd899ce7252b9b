//! Questions that need no tool, including the first case of the series, and repeating a text, for which there is a
//! tool.

use super::super::{Check, EvalCase, Expectation::*};
use super::{asked, calls, case, held_out};

pub(super) const CASES: &[EvalCase] = &[
    case(
        "say-hi",
        &[
            asked(&["Say hi."], &[Completes]),
            asked(&["Hello! Please greet me back."], &[Completes]),
            held_out(&["Good morning, how are you?"], &[Completes]),
        ],
    ),
    case(
        "know-fact",
        &[
            asked(&["What is the capital of France?"], &[CallsNoTool, FinalContains("Paris")]),
            asked(&["Which planet do we live on?"], &[CallsNoTool, FinalContains("Earth")]),
            held_out(&["In which country is the city of Rome?"], &[CallsNoTool, FinalContains("Italy")]),
        ],
    ),
    case(
        "write-words",
        &[
            asked(
                &["Write one friendly sentence to welcome Anna to the team."],
                &[CallsNoTool, Completes, FinalContains("Anna")],
            ),
            asked(
                &["Give me a short sentence about the sea."],
                &[CallsNoTool, Completes, FinalContains("sea")],
            ),
            held_out(
                &["Make up a one-line birthday wish for Tom."],
                &[CallsNoTool, Completes, FinalContains("Tom")],
            ),
        ],
    ),
    case(
        "small-talk-after-tool",
        &[
            asked(&["Add 20 and 22 with the tool.", "Thank you!"], &[CallsNoTool, Completes]),
            asked(
                &["What is 15 plus 6? Use your tool.", "Great, that is all for now."],
                &[CallsNoTool, Completes],
            ),
            held_out(&["Please add 9 and 50 using add_numbers.", "Perfect, bye."], &[CallsNoTool, Completes]),
        ],
    ),
    case(
        "talk-about-earlier",
        &[
            asked(&["My name is Clara.", "What is my name?"], &[Completes, FinalContains("Clara")]),
            asked(
                &["I live in Lisbon and work as a baker.", "Which city do I live in?"],
                &[Completes, FinalContains("Lisbon")],
            ),
            held_out(
                &["My favourite colour is green.", "Which colour do I like best?"],
                &[Completes, FinalContains("green")],
            ),
        ],
    ),
    case(
        "echo",
        &[
            asked(
                &["Use the echo tool to repeat: blue horses run"],
                &[
                    calls("echo", &[("text", Check::Holds("blue horses run"))]),
                    Completes,
                    FinalContains("blue horses run"),
                ],
            ),
            asked(
                &["Echo the text \"seven small boats\" with your tool."],
                &[
                    calls("echo", &[("text", Check::Holds("seven small boats"))]),
                    Completes,
                    FinalContains("seven small boats"),
                ],
            ),
            held_out(
                &["Call echo with the words: paper moon"],
                &[
                    calls("echo", &[("text", Check::Holds("paper moon"))]),
                    Completes,
                    FinalContains("paper moon"),
                ],
            ),
        ],
    ),
];
