//! The models in `models/` next to the page. Not in the first load.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use crate::adapters::http::{HttpRequest, fetch_all};
use crate::ports::PageModel;

/// The list of these models, written by the build.
const OFFERED: &str = "models.json";
const FETCH_MILLIS: u32 = 5_000;

/// Returns these models; none if there is no list.
pub fn offered() -> LocalBoxFuture<'static, Vec<PageModel>> {
    async {
        match fetch_all(HttpRequest::own_file(OFFERED), FETCH_MILLIS).await {
            Ok((200, body)) => serde_json::from_slice(&body).unwrap_or_default(),
            Ok(_) | Err(_) => Vec::new(),
        }
    }
    .boxed_local()
}
