//! The network page of the settings: what this tab has exchanged with servers, and what its policy has refused.

use leptos::prelude::*;

use crate::controller::{Controller, State};
use crate::i18n::{args, list, t, tf};
use crate::ports::egress::{Contact, Purpose};
use crate::ui::parts::{dyn_child, on_click};
use crate::ui::scope::Scope;

pub fn network() -> AnyView {
    let state = expect_context::<State>();
    let controller = expect_context::<Controller>();
    let contacts = RwSignal::new(Vec::<Contact>::new());
    let scope = Scope::here();
    controller.follow_egress(move |record| {
        if scope.is_alive() && contacts.with_untracked(|shown| shown != record.contacts()) {
            contacts.set(record.contacts().to_vec());
        }
        scope.is_alive()
    });
    let nothing_left = move || contacts.with(|contacts| contacts.iter().all(|contact| contact.requests == 0));
    let empty = move || {
        nothing_left().then(|| view! { <p data-testid="egress-empty">{t("network-empty")}</p> }.into_any())
    };
    let rows = move || {
        let rows = contacts.get().into_iter().map(row).collect::<Vec<AnyView>>();
        (!rows.is_empty()).then(|| view! { <ul class="egress">{rows}</ul> }.into_any())
    };
    let clear = move || {
        contacts.set(Vec::new());
        controller.clear_egress();
    };
    view! {
        <section class="form" data-testid="egress" aria-label=t("network-title")>
            <p>{t("network-hint")}</p>
            {dyn_child(empty)}
            {dyn_child(rows)}
            <p><small>{t("network-policy")}</small></p>
            <div class="actions">
                <button class="button" type="button" data-testid="egress-clear" on:click=on_click(clear)>{t("network-clear")}</button>
                <button class="button" type="button"
                    on:click=on_click(move || state.model.settings_open.set(false))>{t("action-close")}</button>
            </div>
        </section>
    }
    .into_any()
}

fn row(contact: Contact) -> AnyView {
    let purposes: Vec<String> =
        contact.purposes.iter().map(|purpose| purpose_words(*purpose).to_owned()).collect();
    let size = |bytes: u64| tf("file-size", args![n = bytes]);
    let times = tf("network-times", args![first = contact.first_at, last = contact.last_at]);
    let facts = [
        (t("network-requests"), contact.requests.to_string(), false),
        (t("network-sent"), size(contact.sent), false),
        (t("network-received"), size(contact.received), false),
        (t("network-refused"), contact.refused.to_string(), contact.refused > 0),
    ];
    let facts = facts.map(|(name, value, is_bad)| {
        view! { <div><dt>{name}</dt><dd class:bad=is_bad>{value}</dd></div> }.into_any()
    });
    view! {
        <li data-testid="egress-row" data-origin=contact.origin.clone() data-sent=contact.sent.to_string()
            data-received=contact.received.to_string() data-refused=contact.refused.to_string()>
            <b dir="ltr">{contact.origin.clone()}</b>
            {(!purposes.is_empty()).then(|| view! { <p>{list(&purposes)}</p> }.into_any())}
            <dl>{facts.into_iter().collect::<Vec<AnyView>>()}</dl>
            <small>{times}</small>
        </li>
    }
    .into_any()
}

fn purpose_words(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::ModelList => t("network-for-models"),
        Purpose::ModelFacts => t("network-for-facts"),
        Purpose::Answer => t("network-for-answers"),
        Purpose::Other => t("network-for-other"),
    }
}
