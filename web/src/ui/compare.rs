//! Two versions of a turn in the conversation, side by side. In a chunk of its own.

mod columns;
mod version;

use leptos::prelude::*;

use super::dialog::Dialog;
use crate::controller::State;
use crate::i18n::t;
use crate::lazy::{LazyView, lazy};

lazy!(columns_view in dialogs: LazyView = columns::columns);

#[component]
pub fn Compare() -> impl IntoView {
    let compared = expect_context::<State>().branching.compared;
    view! {
        <Dialog open=Signal::derive(move || compared.with(Option::is_some)) title=t("compare-title")
            on_close=Callback::new(move |()| compared.set(None)) content=columns_view/>
    }
}
