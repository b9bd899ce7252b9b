//! Why a run ended and what was wrong with a model's reply: values, and the sentences as which the log stores them.
//! Logs from elsewhere may have other sentences. Knows no event.

crate::sentences! {
    /// Why a run ended, if its status is not enough (`run_ended.reason`).
    pub enum EndReason {
        OneStep = "The run met its limit of 1 step.",
        Steps { limit: u64 } = "The run met its limit of {limit} steps.",
        OneStepAfter {
            /// What is wrong with the reply: a [`Mistake`] as it is written.
            mistake: String,
        } = "The run met its limit of 1 step. {mistake}",
        StepsAfter {
            limit: u64,
            /// What is wrong with the reply: a [`Mistake`] as it is written.
            mistake: String,
        } = "The run met its limit of {limit} steps. {mistake}",
        LastStepCalled = "The run met its limit of steps; the model still asked for a tool.",
        Minutes { limit: u64 } = "The run met its limit of {limit} minutes.",
        SameCall { tool: String, times: usize } = "The model called {tool} with the same arguments {times} times and always got the same result.",
        EndlessThoughts = "The model's thoughts repeated themselves without end.",
        Mistakes {
            /// What is wrong with the replies: a [`Mistake`] as it is written.
            mistake: String,
            times: usize,
        } = "{mistake} This happened {times} times, so the run was ended.",
    }
}

impl EndReason {
    /// All steps are used up.
    pub fn steps(limit: u64) -> Self {
        if limit == 1 { Self::OneStep } else { Self::Steps { limit } }
    }

    /// All steps are used up, and the last reply cannot be used; `mistake` is what is wrong with it.
    pub fn steps_after(limit: u64, mistake: &str) -> Self {
        let mistake = mistake.to_owned();
        if limit == 1 { Self::OneStepAfter { mistake } } else { Self::StepsAfter { limit, mistake } }
    }
}

crate::sentences! {
    /// What is wrong with a model's reply (`feedback.detail`).
    pub enum Mistake {
        UnknownTool { tool: String } = "The model called `{tool}`, which is not a tool.",
        Arguments {
            tool: String,
            /// What is wrong: usually an [`ArgumentFault`](crate::tool::schema::ArgumentFault) as it is written.
            reason: String,
        } = "The model called `{tool}`, but {reason}.",
        RepeatedCall { tool: String } = "The model called `{tool}` again, although it had its result.",
        CutCall = "The model's call was cut off before it was complete.",
        NoAction = "The model's reply was neither an answer nor a call in the form it was told to use.",
        CircularThoughts = "The model's thoughts repeated themselves, so they were cut off.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_read_from_its_sentence() {
        let mistake =
            Mistake::Arguments { tool: "echo".into(), reason: "`text` is missing".into() }.to_string();
        for reason in [
            EndReason::steps(1),
            EndReason::steps(5),
            EndReason::steps_after(1, &mistake),
            EndReason::steps_after(5, &mistake),
            EndReason::LastStepCalled,
            EndReason::Minutes { limit: 30 },
            EndReason::SameCall { tool: "echo".into(), times: 5 },
            EndReason::EndlessThoughts,
            EndReason::Mistakes { mistake: mistake.clone(), times: 3 },
        ] {
            assert_eq!(reason.to_string().parse(), Ok(reason));
        }
        assert!("The run met its limit of patience.".parse::<EndReason>().is_err());
    }

    #[test]
    fn every_mistake_is_read_from_its_sentence() {
        let tool = "echo".to_owned();
        for mistake in [
            Mistake::UnknownTool { tool: tool.clone() },
            Mistake::Arguments { tool: tool.clone(), reason: "`text` is missing".into() },
            Mistake::RepeatedCall { tool },
            Mistake::CutCall,
            Mistake::NoAction,
            Mistake::CircularThoughts,
        ] {
            assert_eq!(mistake.to_string().parse(), Ok(mistake));
        }
    }
}
