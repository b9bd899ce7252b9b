//! A thin wrapper around `fetch`: one request, its status, and its body in chunks. Dropping a response aborts the
//! request. Sends no cookies and only headers that local servers allow in their CORS rules.

use std::rc::Rc;

use abcb_core::base::clock::Clock;
use futures_util::future::{Either, select};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReadableStreamReadResult, RequestCredentials,
    RequestInit, RequestMode, RequestRedirect, Response, ResponseType,
};

use super::clock::BrowserClock;
use super::js_reason;
use crate::reasons::BrowserFault;

/// How long the reader may run before it yields to let the page render, in milliseconds. Reading buffered chunks never
/// waits otherwise.
const MAX_BUSY_MILLIS: f64 = 8.0;

/// The reasons why there is no response.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum HttpError {
    /// The browser's message for a request that failed or was cut off. Browsers deliberately do not reveal the cause.
    Failed { reason: String },
    /// The server sent a redirect, which was not followed.
    Redirected,
}

impl HttpError {
    pub fn reason(&self) -> &str {
        match self {
            Self::Failed { reason } => reason,
            Self::Redirected => "redirected to another address",
        }
    }
}

impl From<JsValue> for HttpError {
    fn from(error: JsValue) -> Self {
        Self::Failed { reason: js_reason(&error) }
    }
}

/// Aborts the request when dropped.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A request: a POST of JSON if it has a body, otherwise a GET.
#[derive(Clone, Default)]
pub struct HttpRequest {
    pub url: String,
    pub api_key: Option<String>,
    pub json: Option<String>,
    /// Whether redirects are followed. Only set for requests that contain neither an API key nor the user's data.
    pub follows_redirects: bool,
    /// Called with the size of each part of the response.
    pub meter: Option<Meter>,
}

pub type Meter = Rc<dyn Fn(u32)>;

impl HttpRequest {
    /// Returns a request for a file served next to the page.
    pub fn own_file(url: impl Into<String>) -> Self {
        Self { url: url.into(), follows_redirects: true, ..Self::default() }
    }
}

/// A response whose body is still being received.
pub struct HttpResponse {
    pub status: u16,
    pub content_type: Option<String>,
    reader: Option<ReadableStreamDefaultReader>,
    meter: Option<Meter>,
    rested_at: f64,
    _abort: AbortOnDrop,
}

/// Sends `request` and waits for the response headers.
pub async fn send(request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let abort = AbortOnDrop(AbortController::new()?);
    let headers = Headers::new()?;
    if let Some(key) = &request.api_key {
        headers.set("Authorization", &format!("Bearer {key}"))?;
    }
    let init = RequestInit::new();
    init.set_mode(RequestMode::Cors);
    init.set_credentials(RequestCredentials::Omit);
    // Not `Error`, because then a redirect could not be told from an unreachable server.
    let redirect = if request.follows_redirects { RequestRedirect::Follow } else { RequestRedirect::Manual };
    init.set_redirect(redirect);
    init.set_signal(Some(&abort.0.signal()));
    if let Some(json) = &request.json {
        headers.set("Content-Type", "application/json")?;
        init.set_method("POST");
        init.set_body(&json.into());
    }
    init.set_headers(&headers);
    let window = web_sys::window().ok_or_else(|| HttpError::Failed { reason: "no window".into() })?;
    let response: Response =
        JsFuture::from(window.fetch_with_str_and_init(&request.url, &init)).await?.unchecked_into();
    if response.type_() == ResponseType::Opaqueredirect {
        return Err(HttpError::Redirected);
    }
    let reader = response.body().map(|body| body.get_reader().unchecked_into());
    Ok(HttpResponse {
        status: response.status(),
        content_type: response.headers().get("Content-Type")?,
        reader,
        meter: request.meter,
        rested_at: js_sys::Date::now(),
        _abort: abort,
    })
}

impl HttpResponse {
    /// Returns the next chunk of the body, or `None` at its end.
    pub async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, HttpError> {
        let Some(reader) = &self.reader else { return Ok(None) };
        if js_sys::Date::now() - self.rested_at > MAX_BUSY_MILLIS {
            BrowserClock.sleep(0).await;
            self.rested_at = js_sys::Date::now();
        }
        let piece: ReadableStreamReadResult = JsFuture::from(reader.read()).await?.unchecked_into();
        if piece.get_done() == Some(true) {
            return Ok(None);
        }
        let bytes: Uint8Array = piece.get_value().unchecked_into();
        if let Some(meter) = &self.meter {
            meter(bytes.length());
        }
        Ok(Some(bytes.to_vec()))
    }

    /// Reads the whole body, up to `limit` bytes.
    async fn read_all(mut self, limit: usize) -> Result<(u16, Vec<u8>), HttpError> {
        let mut body = Vec::new();
        while let Some(chunk) = self.next_chunk().await? {
            body.extend_from_slice(&chunk);
            if body.len() > limit {
                break;
            }
        }
        Ok((self.status, body))
    }
}

/// Sends `request` and reads the whole response, all within `millis` milliseconds.
pub async fn fetch_all(request: HttpRequest, millis: u32) -> Result<(u16, Vec<u8>), HttpError> {
    const LIMIT: usize = 8 << 20;
    let answer = Box::pin(async { send(request).await?.read_all(LIMIT).await });
    match select(answer, BrowserClock.sleep(millis)).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => {
            Err(HttpError::Failed { reason: BrowserFault::NoAnswer { seconds: millis / 1000 }.to_string() })
        }
    }
}
