//! Code that is not in the first load. What `lazy!` names, and all that only it needs, is put by the build into a chunk: a
//! wasm file of its own beside the page, fetched when it is first asked for. Knows neither state nor components.

use futures_util::future::LocalBoxFuture;
use leptos::prelude::AnyView;
pub use leptos::wasm_split::SplitLoaderError as NotLoaded;

/// A part on its way. At once where its chunk is there; where the chunk did not come, asking again fetches it again.
pub type Loading<T> = LocalBoxFuture<'static, Result<T, NotLoaded>>;

/// A part that `lazy!` has declared. `Controller::fetch` and `ui::parts::arrived` ask for it and tell the user when it does
/// not come.
pub type Later<T> = fn() -> Loading<T>;

/// A part to look at.
pub type View = fn() -> AnyView;

/// `lazy!(pub form in more: View = settings_form)` puts the function `settings_form` into the chunk `more` and
/// declares `form`, a `Later<View>`. Arguments and results of the function are whatever its type says; nobody else may call
/// it by its name, or it is in the first load after all. Parts that are needed together belong into one chunk: what two
/// chunks share is a file of its own.
macro_rules! lazy {
    ($visibility:vis $name:ident in $chunk:ident: $kind:ty = $part:expr) => {
        $visibility fn $name() -> $crate::lazy::Loading<$kind> {
            #[cfg(not(debug_assertions))]
            #[::leptos::wasm_split::wasm_split($chunk, wasm_split_path = ::leptos::wasm_split, fallible)]
            fn $name() -> Result<$kind, $crate::lazy::NotLoaded> {
                Ok($part)
            }
            // Debug builds and tests are not split.
            #[cfg(debug_assertions)]
            async fn $name() -> Result<$kind, $crate::lazy::NotLoaded> {
                Ok($part)
            }
            Box::pin($name())
        }
    };
}

pub(crate) use lazy;
