//! Asks a model everyday questions with the page's settings for plain chat, and counts answers that loop. Usage:
//! `cargo run --release -p abcb-engine --example everyday -- MODEL QUESTIONS [--plain] [--greedy] [--show] [--seeds N]`
//!
//! `--plain` disables the penalties. `docs/repetition.md` has the results.

use std::time::Instant;

use abcb_engine::testing::circles::goes_in_circles;
use abcb_engine::{Chat, ChatMessage, FinishReason, GenerateOptions, Model, Sampling, Step};

/// The context size in tokens that the page uses.
const CONTEXT: usize = 2048;
const MAX_TOKENS: usize = 1024;
const INSTRUCTIONS: &str = "You are a helpful assistant.";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, questions, ..] = arguments.as_slice() else { return Err("MODEL QUESTIONS".into()) };
    let has = |name: &str| arguments.iter().any(|argument| argument == name);
    let seeds = arguments.iter().skip_while(|argument| *argument != "--seeds").nth(1);
    let seeds: u64 = seeds.map_or(Ok(1), |seeds| seeds.parse())?;
    let mut chat = Chat::new(Model::load(std::fs::read(model)?)?, CONTEXT);
    let questions = std::fs::read_to_string(questions)?;
    let (mut asked, mut loops, mut cut, mut tokens) = (0, 0, 0, 0);
    let start = Instant::now();
    for question in questions.lines().filter(|line| !line.is_empty()) {
        for seed in 1..=seeds {
            let sampling = match () {
                () if has("--greedy") => Sampling::default(),
                () if has("--plain") => {
                    Sampling { repetition_penalty: 1.0, dry: None, ..Sampling::chat(seed) }
                }
                () => Sampling::chat(seed),
            };
            let (answer, reason, count) = ask(&mut chat, question, sampling)?;
            let is_loop = goes_in_circles(&answer);
            asked += 1;
            tokens += count;
            loops += usize::from(is_loop);
            cut += usize::from(reason == FinishReason::Length);
            let mark = if is_loop { "LOOPS" } else { "ends" };
            println!("{mark:5} {count:4} tokens, {reason:?}: {question}");
            if has("--show") {
                println!("{answer}\n");
            }
        }
    }
    println!(
        "{asked} answers, {tokens} tokens in {:.0} s: {loops} in circles, {cut} cut at the limit",
        start.elapsed().as_secs_f64()
    );
    Ok(())
}

fn ask(
    chat: &mut Chat,
    question: &str,
    sampling: Sampling,
) -> Result<(String, FinishReason, usize), Box<dyn std::error::Error>> {
    let messages = [ChatMessage::new("system", INSTRUCTIONS), ChatMessage::new("user", question)];
    chat.begin(
        &messages,
        GenerateOptions { max_tokens: MAX_TOKENS, sampling, ..GenerateOptions::default() },
    )?;
    let mut answer = String::new();
    loop {
        match chat.step()? {
            Step::Prefill { .. } => {}
            Step::Text(text) => answer += &text,
            Step::Done { reason, usage } => return Ok((answer, reason, usage.generated_tokens)),
        }
    }
}
