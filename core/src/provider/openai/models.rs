//! Parses the response to `GET …/models`: the models of a server, and what kind of server it is. Also formats model ids
//! for display. Sends no requests.

use serde_json::Value;

use super::{api_key, chat_models, error};
use crate::provider::ProviderError;
use crate::provider::dialect::Dialect;

/// A model offered by a server.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ModelInfo {
    /// The value for the `model` field of a request.
    pub id: String,
    /// The context size the model is loaded with, in tokens: llama-server's `meta.n_ctx`, vLLM's `max_model_len`, LM
    /// Studio's `loaded_context_length`, OpenRouter's `context_length`. Ollama does not report it here. The maximum a
    /// model supports (`n_ctx_train`, `max_context_length`) is not the size it is loaded with.
    pub context_tokens: Option<u32>,
    /// The `owned_by` of the model, which identifies some servers; see [`Dialect::detect`].
    pub owned_by: Option<String>,
    /// The number of parameters: llama-server's `meta.n_params`.
    pub parameters: Option<u64>,
    /// Whether it is a chat model, judged by the list or by its name.
    pub chats: bool,
}

/// Returns the model to use if the user has not chosen one.
pub fn first_chat_model(models: &[ModelInfo]) -> Option<&ModelInfo> {
    models.iter().find(|model| model.chats)
}

/// The models of a server, and its kind.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ModelList {
    /// The models in the server's order, each once.
    pub models: Vec<ModelInfo>,
    /// The kind of the server.
    pub dialect: Dialect,
}

/// Parses a successful response; for any other status see [`error::from_response`]. `port` is the port the request was
/// sent to.
///
/// Fails with [`ProviderError::InBand`] if the response reports an error, and with [`ProviderError::UnexpectedBody`] if
/// it is neither a JSON object nor a list of models. Ollama without models sends `"data":null`: an empty list, not an
/// error.
///
/// # Errors
/// [`ProviderError::InBand`] or [`ProviderError::UnexpectedBody`], as said above.
pub fn parse_models(
    body: &[u8],
    content_type: Option<&str>,
    port: Option<u16>,
) -> Result<ModelList, ProviderError> {
    let text = String::from_utf8_lossy(body);
    let reply: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .ok()
        .filter(|reply: &Value| reply.is_object() || is_list(reply))
        .ok_or_else(|| error::unexpected_body(content_type.unwrap_or_default(), &text))?;
    if let Some(error) = error::in_frame(&reply) {
        return Err(error);
    }
    let mut models: Vec<ModelInfo> = Vec::new();
    for model in entries(&reply).iter().filter_map(read_model) {
        // Gateways list a model once per upstream.
        if !models.iter().any(|known| known.id == model.id) {
            models.push(model);
        }
    }
    let dialect = Dialect::detect(models.iter().filter_map(|model| model.owned_by.as_deref()), port);
    Ok(ModelList { models, dialect })
}

/// The fields that may hold the list: OpenAI's takes precedence over Ollama's, which llama-server sends too. Together
/// sends a bare list.
const LIST_FIELDS: [&str; 3] = ["data", "models", "model_list"];

/// The fields that may hold the id. Next to an `id`, `name` is the display name.
const ID_FIELDS: [&str; 5] = ["id", "model", "name", "key", "model_name"];

/// Returns the entries of the list; of several lists, the first that names a model.
fn entries(reply: &Value) -> &[Value] {
    let fields = LIST_FIELDS.iter().filter_map(|field| reply.get(*field));
    let mut lists = reply.as_array().into_iter().chain(fields.filter_map(Value::as_array));
    lists.find(|list| list.iter().any(|entry| id_of(entry).is_some())).map_or(&[], Vec::as_slice)
}

/// Returns whether a response is a list that contains only models.
fn is_list(reply: &Value) -> bool {
    reply.as_array().is_some_and(|list| list.is_empty() || list.iter().any(|entry| id_of(entry).is_some()))
}

/// Returns the id of an entry, or the entry itself if it is a string, without invisible characters at its ends.
fn id_of(entry: &Value) -> Option<&str> {
    let given = ID_FIELDS.iter().filter_map(|field| entry.get(*field)).find(|id| !id.is_null());
    let id = given.unwrap_or(entry).as_str()?;
    let is_unseen = |end: char| end.is_whitespace() || end.is_control() || api_key::is_invisible(end);
    let id = id.trim_matches(is_unseen);
    (!id.is_empty()).then_some(id)
}

fn read_model(entry: &Value) -> Option<ModelInfo> {
    let id = id_of(entry)?;
    let loaded = entry.get("meta").and_then(|meta| meta.get("n_ctx"));
    let others = ["max_model_len", "loaded_context_length", "context_length"].map(|name| entry.get(name));
    let context = [loaded].into_iter().chain(others).flatten().find_map(Value::as_u64);
    Some(ModelInfo {
        id: id.to_owned(),
        context_tokens: context.and_then(|tokens| tokens.try_into().ok()).filter(|tokens| *tokens > 0),
        owned_by: entry.get("owned_by").and_then(Value::as_str).map(str::to_owned),
        chats: chat_models::chats(id, entry),
        parameters: entry.get("meta").and_then(|meta| meta.get("n_params")?.as_u64()),
    })
}

/// Returns a model id for display: without directories, file extension and packaging, and with the quantization
/// separated. `models/x/SmolLM2-135M-Instruct.Q4_1.gguf` becomes `SmolLM2-135M-Instruct Q4_1`; `smollm2:135m` stays.
pub fn display_name(id: &str) -> String {
    let file = id.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(id);
    let stem = strip_suffix_ignoring_case(file, ".gguf").unwrap_or(file);
    let stem = strip_shard(stem);
    let is_packaged = stem.len() != file.len();
    let (name, quantisation) = match stem.rsplit_once([':', '.', '-']) {
        // `hf.co/bartowski/X-GGUF:Q4_K_M` and `X-GGUF` are files too; `smollm2:135m` contains no quantization.
        Some((name, end)) if is_quantisation(end) => (name, Some(end)),
        _ => (stem, None),
    };
    let bare = strip_suffix_ignoring_case(name, "-gguf").unwrap_or(name);
    match quantisation {
        _ if bare.is_empty() => id.to_owned(),
        Some(quantisation) if is_packaged || bare.len() != name.len() => format!("{bare} {quantisation}"),
        Some(_) => stem.to_owned(),
        None => bare.to_owned(),
    }
}

fn strip_suffix_ignoring_case<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    tail.eq_ignore_ascii_case(suffix).then_some(head)
}

/// Removes the suffix of a file split into shards: `…-00001-of-00003`.
fn strip_shard(stem: &str) -> &str {
    const PATTERN: &[u8] = b"-00000-of-00000";
    let start = stem.len().checked_sub(PATTERN.len());
    let Some((name, shard)) = start.and_then(|start| stem.split_at_checked(start)) else { return stem };
    let fits = |(byte, pattern): (u8, &u8)| match pattern {
        b'0' => byte.is_ascii_digit(),
        mark => byte == *mark,
    };
    if shard.bytes().zip(PATTERN).all(fits) { name } else { stem }
}

/// Returns whether `text` is one of llama.cpp's quantization names: `Q4_K_M`, `IQ2_XS`, `F16`, `BF16`, `MXFP4`.
fn is_quantisation(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let kinds = ["IQ", "TQ", "Q", "BF", "F", "MXFP"];
    let follows = kinds.iter().find_map(|kind| upper.strip_prefix(kind));
    follows.is_some_and(|rest| {
        rest.starts_with(|first: char| first.is_ascii_digit())
            && rest.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
    })
}

#[cfg(test)]
#[path = "models_tests.rs"]
mod tests;
