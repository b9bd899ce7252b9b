//! Reads from a server's sentence that the conversation was longer than the model's context, and the numbers in it: most
//! servers say them only there. Knows nothing of statuses and JSON.

/// What a refusal says; `None` where the sentence names no number.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Overflow {
    pub prompt_tokens: Option<u32>,
    pub context_tokens: Option<u32>,
}

/// What stands before the size of the context, each in the words of the servers named.
const BEFORE_CONTEXT: [&str; 15] = [
    // llama-server
    "exceeds the available context size (",
    // LM Studio
    "loaded with context length of only ",
    ">= n_ctx (",
    "reached context length of ",
    // vLLM, OpenAI, OpenRouter, DeepSeek, llama-cpp-python
    "maximum context length is ",
    "context length is only ",
    "exceed context window of ",
    "fit into the model (context length ",
    "maximum model length of ",
    // SGLang
    "the model's context length (",
    "maximum context length of ",
    // text-generation-inference
    "`max_new_tokens` must be <= ",
    "`inputs` must have less than ",
    // Mistral, Gemini
    "too large for model with ",
    "maximum number of tokens allowed (",
];

/// What stands before the length of the prompt.
const BEFORE_PROMPT: [&str; 14] = [
    "request (",
    "keep the first ",
    "n_keep (",
    "your request has ",
    "you passed ",
    "messages resulted in ",
    "prompt (total length ",
    "prompt (length ",
    "the input (",
    "requested tokens (",
    "given: ",
    "prompt contains ",
    "input token count (",
    "prompt is too long: ",
];

/// What stands after the length of the prompt, where other numbers stand before it.
const AFTER_PROMPT: [&str; 4] =
    [" in the messages", " tokens from the input messages", " of text input", " in your prompt"];

/// What is said without a number.
const WITHOUT_NUMBER: [&str; 5] = [
    "context size has been exceeded",
    "exceeds the available context size",
    "exceeds the context length",
    "initial prompt is greater than the context length",
    "exceeds maximum context length",
];

/// What the refusal says of sizes; `None` where the sentence speaks of something else.
pub(super) fn read(message: &str) -> Option<Overflow> {
    let text = message.to_ascii_lowercase();
    let is_said = WITHOUT_NUMBER.iter().any(|words| text.contains(words));
    let context_tokens = BEFORE_CONTEXT
        .iter()
        .find_map(|words| number_at_start(text.split_once(words)?.1))
        .or_else(|| anthropic_limit(&text))
        .or_else(|| n_ctx(&text).filter(|_| is_said));
    if context_tokens.is_none() && !is_said {
        return None;
    }
    let after = AFTER_PROMPT.iter().find_map(|words| number_at_end(text.split_once(words)?.0));
    let before = || BEFORE_PROMPT.iter().find_map(|words| number_at_start(text.split_once(words)?.1));
    Some(Overflow { prompt_tokens: after.or_else(before), context_tokens })
}

/// `prompt is too long: 210000 tokens > 200000 maximum`.
fn anthropic_limit(text: &str) -> Option<u32> {
    let (_, rest) = text.split_once("prompt is too long: ")?;
    number_at_start(rest.split_once("> ")?.1)
}

/// `n_ctx 4096`, `n_ctx = 4096`: others write it too, so it counts only beside words of a refusal.
fn n_ctx(text: &str) -> Option<u32> {
    let (_, rest) = text.split_once("n_ctx")?;
    number_at_start(rest.trim_start_matches([' ', '=', ':', '(', '"']))
}

fn number_at_start(text: &str) -> Option<u32> {
    let end = text.find(|letter: char| !is_in_number(letter)).unwrap_or(text.len());
    number(text.get(..end)?)
}

fn number_at_end(text: &str) -> Option<u32> {
    let text = text.strip_suffix(" tokens").unwrap_or(text);
    let begin = text.rfind(|letter: char| !is_in_number(letter)).map_or(0, |place| place + 1);
    number(text.get(begin..)?)
}

/// Some write `16,384`.
fn is_in_number(letter: char) -> bool {
    letter.is_ascii_digit() || letter == ','
}

fn number(text: &str) -> Option<u32> {
    text.replace(',', "").parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(message: &str, prompt_tokens: Option<u32>, context_tokens: Option<u32>) {
        assert_eq!(read(message), Some(Overflow { prompt_tokens, context_tokens }), "{message}");
    }

    #[test]
    fn the_refusals_of_servers_are_read_with_their_numbers() {
        // llama-server: recorded, and as older builds say it.
        check(
            "request (3031 tokens) exceeds the available context size (2048 tokens), try increasing it",
            Some(3031),
            Some(2048),
        );
        check(
            "the request exceeds the available context size. try increasing the context size or enable context shift",
            None,
            None,
        );
        check("the request exceeds the available context size, n_ctx = 4096", None, Some(4096));
        check("Context size has been exceeded.", None, None);
        // vLLM: issues #20409 and #33418, and the sentences of 0.6 to 0.10.
        check(
            "This model's maximum context length is 16384 tokens. However, you requested 122946 tokens (112946 in the messages, 10000 in the completion). Please reduce the length of the messages or completion.",
            Some(112_946),
            Some(16_384),
        );
        check(
            "This model's maximum context length is 2048 tokens. However, your request has 2008 input tokens plus 2045 'max_tokens'. Please reduce one or the other.",
            Some(2008),
            Some(2048),
        );
        check(
            "The prompt (total length 40000) is too long to fit into the model (context length 4096). Make sure that `max_model_len` is no smaller than the number of text tokens.",
            Some(40_000),
            Some(4096),
        );
        check(
            "The decoder prompt (length 5000) is longer than the maximum model length of 4096.",
            Some(5000),
            Some(4096),
        );
        check(
            "You passed 5000 input tokens and requested 1000 output tokens. However, the model's context length is only 4096 tokens.",
            Some(5000),
            Some(4096),
        );
        // OpenAI and those who took over its words.
        check(
            "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens. Please reduce the length of the messages.",
            Some(9000),
            Some(8192),
        );
        check(
            "This endpoint's maximum context length is 32768 tokens. However, you requested about 40000 tokens (39000 of text input, 1000 in the output).",
            Some(39_000),
            Some(32_768),
        );
        check("Requested tokens (3000) exceed context window of 2048", Some(3000), Some(2048));
        // LM Studio: bug tracker #237 and #546, opencode #11141.
        check(
            "Trying to keep the first 15857 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.",
            Some(15_857),
            Some(4096),
        );
        check("Cannot truncate prompt with n_keep (15028) >= n_ctx (7424)", Some(15_028), Some(7424));
        check(
            "The number of tokens to keep from the initial prompt is greater than the context length. Try to load the model with a larger context length, or provide a shorter input",
            None,
            None,
        );
        // SGLang, text-generation-inference, Mistral, Gemini, Anthropic, Ollama.
        check(
            "The input (5000 tokens) is longer than the model's context length (4096 tokens).",
            Some(5000),
            Some(4096),
        );
        check(
            "Requested token count exceeds the model's maximum context length of 4096 tokens. You requested a total of 5000 tokens: 4000 tokens from the input messages and 1000 tokens for the completion.",
            Some(4000),
            Some(4096),
        );
        check(
            "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 1024 `max_new_tokens`",
            Some(5000),
            Some(4096),
        );
        check(
            "Prompt contains 33000 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
            Some(33_000),
            Some(32_768),
        );
        check(
            "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
            Some(1_200_000),
            Some(1_048_576),
        );
        check("prompt is too long: 210,000 tokens > 200,000 maximum", Some(210_000), Some(200_000));
        check("the input length exceeds the context length", None, None);
    }

    #[test]
    fn other_failures_are_not_taken_for_it() {
        for message in [
            "model requires more system memory (5.6 GiB) than is available (3.1 GiB)",
            "failed to allocate the cache: n_ctx = 131072",
            "Failed to load model: a context length of 131072 needs 16 GB",
            "max_tokens must be at least 1, got -3",
            "Rate limit reached: 30000 tokens per minute. Your request (31000 tokens) must be smaller.",
            "maximum context length is unknown",
            "",
        ] {
            assert_eq!(read(message), None, "{message}");
        }
    }
}
