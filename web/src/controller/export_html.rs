//! Exporting a session as an HTML file. Called only from the file actions, which are in a chunk.

use std::collections::BTreeMap;

use abcb_core::log::transcript::Transcript;
use abcb_core::storage::archive::{HtmlLabels, html_sources, html_text};
use leptos::prelude::*;

use super::Inner;
use crate::i18n::{t, te};
use crate::state::sessions::title_of;

const HTML: &str = "text/html";

impl Inner {
    pub(super) async fn export_html(&self, id: &str) {
        let stored = match self.load_for_export(id).await {
            Ok(stored) => stored,
            Err(error) => return self.toast(te("export-read-failed", &error)),
        };
        let transcript = Transcript::from_log(&stored.events);
        let mut rendered = BTreeMap::new();
        let renderer = (self.ports.to_html)().await.ok();
        let sources = html_sources(&transcript);
        let count = sources.len();
        for (message, text) in sources {
            let Some(to_html) = renderer else { break };
            if let Some(html) = to_html(text).await {
                rendered.insert(message, html);
            }
        }
        if rendered.len() < count {
            self.toast(t("export-html-plain"));
        }
        let labels = HtmlLabels {
            language: self.state.language.get_untracked(),
            user: t("search-role-user").to_owned(),
            assistant: t("search-role-assistant").to_owned(),
            system: t("search-role-system").to_owned(),
            tool: t("search-role-tool").to_owned(),
            thinking: t("answer-thinking").to_owned(),
            behind_utc: self.ports.browser.behind_utc(),
        };
        let text = html_text(&title_of(&stored.meta), &transcript, &rendered, &labels);
        self.offer(&format!("{id}.html"), HTML, text);
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use crate::testing::{Page, finish, say};

    #[wasm_bindgen_test]
    async fn a_session_is_exported_as_a_page_with_rendered_answers() {
        let page = Page::open().await;
        page.servers.answers([say("**Hello**"), finish()]);
        page.ask("<script>alert(1)</script>").await;
        let session = page.session().expect("a session");
        page.controller.export_html(session.clone());
        page.settled().await;
        let (name, text) = page.browser.downloads.borrow().last().cloned().expect("a file");
        assert_eq!(name, format!("{session}.html"));
        assert!(text.contains("<div class=\"answer\"><p>rendered: 9</p></div>"), "{text}");
        assert!(
            text.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !text.contains("<script"),
            "{text}"
        );
        assert!(page.toasts().is_empty(), "{:?}", page.toasts());
    }

    #[wasm_bindgen_test]
    async fn an_answer_that_cannot_be_rendered_is_exported_as_text_and_that_is_said() {
        let page = Page::open().await;
        page.servers.answers([say("unrenderable <b>"), finish()]);
        page.ask("Hello").await;
        page.controller.export_html(page.session().expect("a session"));
        page.settled().await;
        let (_, text) = page.browser.downloads.borrow().last().cloned().expect("a file");
        assert!(text.contains("unrenderable &lt;b&gt;"), "{text}");
        assert_eq!(page.toasts().len(), 1);
    }
}
