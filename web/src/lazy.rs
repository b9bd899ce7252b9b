//! Code splitting. The build moves each function declared with `lazy!`, and everything only that function needs, into a
//! chunk: a separate wasm file next to the page, fetched on first use. Independent of state and components.

use futures_util::future::LocalBoxFuture;
use leptos::prelude::AnyView;
pub use leptos::wasm_split::SplitLoaderError as ChunkError;

/// A part that is being loaded. Resolves immediately if its chunk is present. After a failure the next call fetches the
/// chunk again.
pub type Loading<T> = LocalBoxFuture<'static, Result<T, ChunkError>>;

/// A part declared with `lazy!`. `Controller::fetch` and `ui::parts::use_lazy` load it and notify the user if loading
/// fails.
pub type LazyPart<T> = fn() -> Loading<T>;

/// A part that renders a view.
pub type LazyView = fn() -> AnyView;

/// `lazy!(pub form in dialogs: View = settings_form)` moves the function `settings_form` into the chunk `dialogs` and
/// declares `form`, a `LazyPart<LazyView>`. The function's parameters and return value are those of the given type. Nothing
/// else may call the function by its name, or it ends up in the first load after all. Parts that are needed together
/// belong in one chunk, because code shared by two chunks becomes a file of its own.
macro_rules! lazy {
    ($visibility:vis $name:ident in $chunk:ident: $kind:ty = $part:expr) => {
        $visibility fn $name() -> $crate::lazy::Loading<$kind> {
            #[cfg(not(debug_assertions))]
            #[::leptos::wasm_split::wasm_split($chunk, wasm_split_path = ::leptos::wasm_split, fallible)]
            fn $name() -> Result<$kind, $crate::lazy::ChunkError> {
                Ok($part)
            }
            // Debug builds and tests are not split.
            #[cfg(debug_assertions)]
            async fn $name() -> Result<$kind, $crate::lazy::ChunkError> {
                Ok($part)
            }
            Box::pin($name())
        }
    };
}

pub(crate) use lazy;
