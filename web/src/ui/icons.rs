//! The icons, as inline SVG paths in the current text colour.

use leptos::prelude::*;

/// An icon, by the path that draws it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Icon(&'static str);

impl Icon {
    pub const AGAIN: Self = Self("M20 11a8 8 0 1 0-2.3 5.7M20 4v7h-7");
    pub const ATTACH: Self =
        Self("M20 11.5l-8 8a5 5 0 0 1-7-7l8-8a3.4 3.4 0 0 1 5 5l-8 8a1.7 1.7 0 0 1-2.5-2.5l7-7");
    pub const CLOSE: Self = Self("M6 6l12 12M18 6L6 18");
    pub const COMPARE: Self = Self("M4 5h7v14H4zM13 5h7v14h-7z");
    pub const CONTINUE: Self = Self("M5 12h14M13 6l6 6-6 6");
    pub const COPY: Self = Self("M9 9h11v11H9zM5 15H4V4h11v1");
    pub const DOWN: Self = Self("M12 5v14M6 13l6 6 6-6");
    pub const EDIT: Self = Self("M4 20h4L19 9l-4-4L4 16zM13.5 6.5l4 4");
    pub const EXPORT: Self = Self("M12 15V4M7 8l5-5 5 5M5 15v5h14v-5");
    pub const FORK: Self = Self("M7 4v16M7 15c0-4 10-2 10-7M17 4v4M14.5 6.5L17 4l2.5 2.5");
    pub const IMPORT: Self = Self("M12 4v11M7 11l5 5 5-5M5 16v4h14v-4");
    pub const MENU: Self = Self("M4 7h16M4 12h16M4 17h16");
    pub const MORE: Self = Self("M5 11v2M4 12h2M12 11v2M11 12h2M19 11v2M18 12h2");
    pub const NEXT: Self = Self("M9 6l6 6-6 6");
    pub const PAUSE: Self = Self("M8 5v14M16 5v14");
    pub const PIN: Self = Self("M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v5");
    pub const PLAY: Self = Self("M7 5l12 7-12 7z");
    pub const PREVIOUS: Self = Self("M15 6l-6 6 6 6");
    pub const PROMPT: Self = Self("M5 5h14v11h-8l-4 4v-4H5zM9 9h6M9 12h4");
    pub const RUN: Self = Self("M4 12h4l2-6 4 12 2-6h4");
    pub const SEARCH: Self = Self("M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.5 16.5L21 21");
    pub const SELECT: Self = Self("M4 5h16v15H4zM8 12l3 3 5-6");
    pub const SEND: Self = Self("M12 19V5M6 11l6-6 6 6");
    pub const SETTINGS: Self = Self("M4 7h9M19 7h1M4 17h3M13 17h7M16 4.5v5M10 14.5v5");
    pub const SOURCE: Self = Self("M9 7l-5 5 5 5M15 7l5 5-5 5");
    pub const STOP: Self = Self("M7 7h10v10H7z");
    pub const TOOLS: Self =
        Self("M14.5 6a4 4 0 0 0-5.3 5L4 16.2 7.8 20l5.2-5.2a4 4 0 0 0 5-5.3l-2.6 2.6-2.9-.6-.6-2.9z");
    pub const TRASH: Self = Self("M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13");
    pub const UNFOLD: Self = Self("M7 10l5 5 5-5");

    pub fn view(self) -> AnyView {
        view! {
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
                <path d=self.0></path>
            </svg>
        }
        .into_any()
    }
}
