//! The replay controls, shown in place of the composer: a slider over the events, single steps back and forward, play.

use leptos::prelude::*;

use crate::controller::{Controller, State};
use crate::i18n::{args, t, tf};
use crate::ui::icons::Icon;
use crate::ui::parts::{dyn_child, on_click, on_input};

pub fn bar() -> AnyView {
    let controller = expect_context::<Controller>();
    let state = expect_context::<State>();
    let (replay, events) = (state.runs.replay, state.runs.events);
    let place = move || replay.with(|now| now.map_or(0, |now| now.place));
    let length = move || replay.with(|now| now.map_or(0, |now| now.length));
    let is_playing = move || replay.with(|now| now.is_some_and(|now| now.is_playing));
    let kind = move || {
        let last = events.with(|events| {
            events.get(place().checked_sub(1)?).map(abcb_core::log::event::LoggedEvent::to_value)
        });
        last.and_then(|event| event.get("kind")?.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let words = move || format!("{} · {}", tf("count-of", args![n = place(), all = length()]), kind());
    view! {
        <div class="replay-bar" role="group" aria-label=t("replay-title")>
            <button type="button" class="quiet" aria-label=t("replay-previous")
                on:click=on_click(move || controller.seek(place().saturating_sub(1)))>{Icon::PREVIOUS.view()}</button>
            <button type="button" class="quiet" aria-label=dyn_child(move || if is_playing() { t("replay-pause") } else { t("replay-play") })
                on:click=on_click(move || controller.play_or_pause())>
                {dyn_child(move || if is_playing() { Icon::PAUSE.view().into_any() } else { Icon::PLAY.view().into_any() })}
            </button>
            <button type="button" class="quiet" aria-label=t("replay-next")
                on:click=on_click(move || controller.seek(place() + 1))>{Icon::NEXT.view()}</button>
            <input type="range" min="0" max=dyn_child(move || length().to_string()) prop:value=dyn_child(move || place().to_string())
                aria-label=t("replay-position") data-testid="replay-place"
                on:input=on_input(move |text| controller.seek(text.parse().unwrap_or(0)))/>
            <span class="where" role="status">{dyn_child(words)}</span>
            <button type="button" class="button" data-testid="end-replay" on:click=on_click(move || controller.end_replay())>{t("replay-close")}</button>
        </div>
    }
    .into_any()
}
