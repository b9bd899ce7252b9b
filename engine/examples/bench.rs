//! Measures prompt and generation speed on a model file: `cargo run --release -p abcb-engine --example bench -- FILE`.

use std::time::Instant;

use abcb_engine::{Chat, ChatMessage, GenerateOptions, Model, Step};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path =
        std::env::args().nth(1).unwrap_or_else(|| ".models/SmolLM2-135M-Instruct.Q4_1.gguf".to_owned());
    let bytes = std::fs::read(&path)?;
    let start = Instant::now();
    let model = Model::load(bytes)?;
    println!(
        "{} · {} · load {:.2} s",
        model.config().name,
        abcb_engine::kernels::lanes_name(),
        start.elapsed().as_secs_f64()
    );
    let mut chat = Chat::new(model, 2048);
    let question = "Explain in a few plain sentences why the sky is blue during the day and red in the evening, and say what \
                    role the air plays in it.";
    for run in 0..3 {
        // Each run starts with a different word, so that nothing is taken from the cache.
        let messages = [ChatMessage::new("user", format!("{run}: {question}"))];
        let usage = chat.begin(&messages, GenerateOptions { max_tokens: 60, ..Default::default() })?;
        let start = Instant::now();
        let mut first = None;
        let mut answer = String::new();
        loop {
            match chat.step()? {
                Step::Prefill { .. } => {}
                Step::Text(text) => {
                    first.get_or_insert_with(|| start.elapsed());
                    answer += &text;
                }
                Step::Done { usage: done, .. } => {
                    let first = first.unwrap_or_default().as_secs_f64();
                    let rest = start.elapsed().as_secs_f64() - first;
                    println!(
                        "prompt {} tokens in {first:.3} s = {:.1} tokens/s · {} generated = {:.1} tokens/s · {} MB",
                        usage.prompt_tokens,
                        (usage.prompt_tokens - usage.reused_tokens) as f64 / first,
                        done.generated_tokens,
                        (done.generated_tokens - 1) as f64 / rest,
                        chat.memory() / 1_000_000,
                    );
                    break;
                }
            }
        }
        println!("  {}", answer.replace('\n', " "));
    }
    Ok(())
}
