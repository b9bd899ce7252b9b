//! The global keyboard shortcuts, in one table used by the key handler and the shortcut sheet. None is a browser
//! shortcut, and every keyboard layout can type them.

use leptos::prelude::*;

use crate::controller::{Controller, State};
use crate::dom::keys::{Held, KeyPress};

/// The action of a shortcut.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Command {
    Palette,
    NewSession,
    SessionAbove,
    SessionBelow,
    Compose,
    Stop,
    Agent,
    Again,
    CopyAnswer,
    Runs,
    Side,
    Settings,
    Keys,
}

/// The shortcuts, by modifier and by typed character or key name.
pub const SHORTCUTS: [(Held, &str, Command); 13] = [
    (Held::Control, "k", Command::Palette),
    (Held::Alt, "n", Command::NewSession),
    (Held::Alt, "ArrowUp", Command::SessionAbove),
    (Held::Alt, "ArrowDown", Command::SessionBelow),
    (Held::Nothing, "/", Command::Compose),
    (Held::Nothing, "Escape", Command::Stop),
    (Held::Alt, "a", Command::Agent),
    (Held::Alt, "g", Command::Again),
    (Held::Alt, "c", Command::CopyAnswer),
    (Held::Alt, "r", Command::Runs),
    (Held::Alt, "l", Command::Side),
    (Held::Alt, ",", Command::Settings),
    (Held::Nothing, "?", Command::Keys),
];

/// Runs the command of a key press. Returns whether the key had an effect here.
pub fn follow_key(press: &KeyPress, state: State, controller: Controller) -> bool {
    let known = SHORTCUTS.iter().find(|(held, key, _)| *held == press.held && *key == press.key);
    let Some((held, _, command)) = known else { return false };
    // In a field a plain key types text, and Escape closes what is open before it stops an answer.
    let is_taken = match command {
        Command::Stop => press.in_field || press.in_side,
        _ => *held == Held::Nothing && press.in_field,
    };
    !is_taken && run(*command, state, controller)
}

/// Runs the command. Returns whether it had an effect.
pub fn run(command: Command, state: State, controller: Controller) -> bool {
    match command {
        Command::Palette => state.frame.palette_open.set(true),
        Command::Keys => state.frame.keys_open.set(true),
        Command::NewSession => controller.new_session(),
        Command::SessionAbove => controller.select_beside(-1),
        Command::SessionBelow => controller.select_beside(1),
        Command::Compose => controller.focus_composer(),
        Command::Stop => {
            let is_running = state.conversation.view.with_untracked(|view| view.is_running.get_untracked());
            if is_running {
                controller.stop();
            }
            return is_running;
        }
        Command::Agent => controller.toggle_agent(),
        Command::Again => controller.answer_again(),
        Command::CopyAnswer => controller.copy_last_answer(),
        Command::Runs => {
            let has_session = state.sessions.current.with_untracked(Option::is_some);
            if has_session {
                controller.toggle_runs();
            }
        }
        Command::Side => controller.toggle_side(),
        Command::Settings => state.model.settings_open.set(true),
    }
    true
}
