//! The command line options, parsed by hand: a dozen options need no library.

use abcb_core::log::event::Protocol;

const HELP: &str =
    "npm run eval -- (--base-url URL [--model NAME] | --gguf FILE) [--protocol native|envelope|guided] [--runs N]
                [--case NAME] [--held-out] [--max-steps N] [--log DIR] [--out FILE]

--base-url   a server with /chat/completions, as http://127.0.0.1:8080/v1
--gguf       a model file, answered by abcb's own engine as in the page
--case       only the cases whose name holds NAME
--held-out   the wordings that are held out, too
--log        writes log and requests of every failed trial there
--out        where the scorecard is written as JSON; target/eval/ by default";

/// The model under evaluation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Source {
    Server { base_url: String, model: String },
    Gguf { file: String },
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Options {
    pub source: Source,
    pub protocol: Protocol,
    pub runs: usize,
    pub case: Option<String>,
    pub held_out: bool,
    pub max_steps: u64,
    pub log: Option<String>,
    pub out: Option<String>,
}

impl Options {
    pub fn read(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments.into_iter();
        let (mut base_url, mut model, mut gguf) = (None, None, None);
        let (mut protocol, mut case, mut log, mut out) = (None, None, None, None);
        let (mut runs, mut max_steps, mut held_out) = (None, None, false);
        while let Some(name) = arguments.next() {
            let slot = match name.as_str() {
                "--held-out" => {
                    held_out = true;
                    continue;
                }
                "--base-url" => &mut base_url,
                "--model" => &mut model,
                "--gguf" => &mut gguf,
                "--protocol" => &mut protocol,
                "--case" => &mut case,
                "--log" => &mut log,
                "--out" => &mut out,
                "--runs" => &mut runs,
                "--max-steps" => &mut max_steps,
                _ => return Err(format!("{name} is not known.\n\n{HELP}")),
            };
            *slot = Some(arguments.next().ok_or_else(|| format!("{name} wants a value.\n\n{HELP}"))?);
        }
        let source = match (base_url, gguf) {
            (Some(base_url), None) => Source::Server { base_url, model: model.unwrap_or_default() },
            (None, Some(file)) => Source::Gguf { file },
            _ => return Err(format!("Name a server or a model file.\n\n{HELP}")),
        };
        let usual = match source {
            Source::Server { .. } => Protocol::Native,
            Source::Gguf { .. } => Protocol::Guided,
        };
        let protocol = match protocol {
            Some(word) => word.parse().map_err(|_| format!("{word} is no protocol."))?,
            None => usual,
        };
        let runs = usize::try_from(number(runs, 1, "--runs")?).unwrap_or(usize::MAX);
        let max_steps = number(max_steps, 5, "--max-steps")?;
        Ok(Self { source, protocol, runs, case, held_out, max_steps, log, out })
    }

    /// Returns the report's file name.
    pub fn name(&self) -> String {
        let model = match &self.source {
            Source::Server { model, .. } if model.is_empty() => "server",
            Source::Server { model, .. } => model,
            Source::Gguf { file } => file,
        };
        let last = model.rsplit('/').next().unwrap_or(model);
        let engine = if matches!(self.source, Source::Gguf { .. }) { "engine" } else { "server" };
        format!("{last}.{engine}.{}", self.protocol.as_str())
    }
}

fn number(text: Option<String>, usual: u64, name: &str) -> Result<u64, String> {
    let Some(text) = text else { return Ok(usual) };
    text.parse().map_err(|_| format!("{name} wants a number, not {text}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Options, String> {
        Options::read(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_command_line_is_read() {
        let options = read("--base-url http://x/v1 --model a/b.gguf --runs 3 --held-out").expect("good");
        assert_eq!((options.runs, options.held_out, options.protocol), (3, true, Protocol::Native));
        assert_eq!(options.name(), "b.gguf.server.native");
        let options = read("--gguf m.gguf --case add").expect("good");
        assert_eq!((options.protocol, options.max_steps), (Protocol::Guided, 5));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for line in
            ["", "--gguf a --base-url b", "--what", "--gguf", "--gguf a --runs x", "--gguf a --protocol y"]
        {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
