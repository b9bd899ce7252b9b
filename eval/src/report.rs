//! The files of an evaluation: the scorecard as JSON, and the logs and requests of each failed trial.

use std::fs;
use std::path::{Path, PathBuf};

use abcb_core::eval::{Scorecard, Trial};
use abcb_core::log::event::write_log;
use abcb_core::provider::dialect::Dialect;
use abcb_core::provider::openai::request::chat_body;
use serde_json::json;

use crate::options::Options;

/// Returns a one-line summary of a trial.
pub fn line(trial: &Trial) -> String {
    let verdict = if trial.is_passed() { "ok    " } else { "FAILED" };
    let calls: Vec<String> =
        trial.facts.calls.iter().map(|call| format!("{}{}", call.name, call.arguments)).collect();
    let answer = trial.facts.answer.as_deref().or(trial.facts.failure.as_deref()).unwrap_or("(none)");
    let answer: String = answer.chars().take(120).collect();
    let answer = answer.replace('\n', " ");
    format!("{verdict} {}/{} [{}] {answer}", trial.case, trial.phrasing, calls.join(" "))
}

pub fn write(options: &Options, card: &Scorecard, trials: &[Trial]) -> Result<(), String> {
    let file = options.out.clone().map_or_else(|| usual_file(&options.name()), PathBuf::from);
    let report = json!({
        "model": options.name(),
        "protocol": options.protocol.as_str(),
        "runs": options.runs,
        "max_steps": options.max_steps,
        "score": card.to_value(),
    });
    save(&file, &format!("{report:#}\n"))?;
    println!("Written to {}", file.display());
    let Some(folder) = &options.log else { return Ok(()) };
    trials
        .iter()
        .filter(|trial| !trial.is_passed())
        .try_for_each(|trial| write_trial(Path::new(folder), trial))
}

fn usual_file(name: &str) -> PathBuf {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    Path::new(&target).join("eval").join(format!("{name}.json"))
}

fn write_trial(folder: &Path, trial: &Trial) -> Result<(), String> {
    let name = format!("{}-{}-{}", trial.case, trial.phrasing, trial.run);
    let logs: Result<Vec<String>, _> = trial.logs.iter().map(|events| write_log(events)).collect();
    save(&folder.join(format!("{name}.jsonl")), &logs.map_err(|error| error.to_string())?.concat())?;
    let requests: Vec<String> =
        trial.requests.iter().map(|request| chat_body(request, "", Dialect::Generic)).collect();
    save(&folder.join(format!("{name}.requests.jsonl")), &(requests.join("\n") + "\n"))
}

fn save(file: &Path, text: &str) -> Result<(), String> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, text))
        .map_err(|error| format!("{} cannot be written: {error}.", file.display()))
}
