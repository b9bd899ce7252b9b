//! The icons, as inline SVG paths in the current text colour.

use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Icon {
    Again,
    Attach,
    Close,
    Compare,
    Continue,
    Copy,
    Down,
    Edit,
    Export,
    Fork,
    Import,
    Menu,
    More,
    Next,
    Pin,
    Pause,
    Play,
    Previous,
    Prompt,
    Run,
    Search,
    Select,
    Send,
    Settings,
    Source,
    Stop,
    Tools,
    Trash,
    Unfold,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Again => "M20 11a8 8 0 1 0-2.3 5.7M20 4v7h-7",
            Self::Attach => {
                "M20 11.5l-8 8a5 5 0 0 1-7-7l8-8a3.4 3.4 0 0 1 5 5l-8 8a1.7 1.7 0 0 1-2.5-2.5l7-7"
            }
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Compare => "M4 5h7v14H4zM13 5h7v14h-7z",
            Self::Continue => "M5 12h14M13 6l6 6-6 6",
            Self::Copy => "M9 9h11v11H9zM5 15H4V4h11v1",
            Self::Down => "M12 5v14M6 13l6 6 6-6",
            Self::Edit => "M4 20h4L19 9l-4-4L4 16zM13.5 6.5l4 4",
            Self::Export => "M12 15V4M7 8l5-5 5 5M5 15v5h14v-5",
            Self::Fork => "M7 4v16M7 15c0-4 10-2 10-7M17 4v4M14.5 6.5L17 4l2.5 2.5",
            Self::Import => "M12 4v11M7 11l5 5 5-5M5 16v4h14v-4",
            Self::Menu => "M4 7h16M4 12h16M4 17h16",
            Self::More => "M5 11v2M4 12h2M12 11v2M11 12h2M19 11v2M18 12h2",
            Self::Next => "M9 6l6 6-6 6",
            Self::Pin => "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v5",
            Self::Pause => "M8 5v14M16 5v14",
            Self::Play => "M7 5l12 7-12 7z",
            Self::Run => "M4 12h4l2-6 4 12 2-6h4",
            Self::Previous => "M15 6l-6 6 6 6",
            Self::Prompt => "M5 5h14v11h-8l-4 4v-4H5zM9 9h6M9 12h4",
            Self::Search => "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.5 16.5L21 21",
            Self::Select => "M4 5h16v15H4zM8 12l3 3 5-6",
            Self::Send => "M12 19V5M6 11l6-6 6 6",
            Self::Settings => "M4 7h9M19 7h1M4 17h3M13 17h7M16 4.5v5M10 14.5v5",
            Self::Source => "M9 7l-5 5 5 5M15 7l5 5-5 5",
            Self::Stop => "M7 7h10v10H7z",
            Self::Tools => {
                "M14.5 6a4 4 0 0 0-5.3 5L4 16.2 7.8 20l5.2-5.2a4 4 0 0 0 5-5.3l-2.6 2.6-2.9-.6-.6-2.9z"
            }
            Self::Unfold => "M7 10l5 5 5-5",
            Self::Trash => "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
        }
    }

    pub fn view(self) -> AnyView {
        view! {
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
                <path d=self.path()></path>
            </svg>
        }
        .into_any()
    }
}
