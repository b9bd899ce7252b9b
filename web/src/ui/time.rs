//! Times and sizes in words: which day a session belongs to, how long an answer took, how far a model is loaded. Takes
//! milliseconds and bytes; reads no clock of its own.

use abcb_core::provider::LoadProgress;

use crate::i18n::{t, tf};

const DAY: u64 = 86_400_000;

/// The heading under which a session of that time is listed. `offset` is what local time is behind UTC, in milliseconds.
pub fn day_heading(at: u64, now: u64, offset: i64) -> &'static str {
    let day = |millis: u64| i64::try_from(millis).unwrap_or(0).saturating_sub(offset).div_euclid(DAY as i64);
    match day(now).saturating_sub(day(at)) {
        i64::MIN..=0 => t("Today"),
        1 => t("Yesterday"),
        2..=6 => t("This week"),
        7..=30 => t("This month"),
        _ => t("Earlier"),
    }
}

/// A number given in tenths, as the language writes it: `12.3`.
pub fn decimal(tenths: u64) -> String {
    format!("{}{}{}", tenths / 10, t("."), tenths % 10)
}

/// `40 ms`, `0.8 s`, `12 s`, `3 min 5 s`.
pub fn duration(millis: u64) -> String {
    match millis {
        0..100 => format!("{millis} ms"),
        100..10_000 => format!("{} s", decimal(millis / 100)),
        10_000..60_000 => format!("{} s", millis / 1000),
        _ => format!("{} min {} s", millis / 60_000, millis % 60_000 / 1000),
    }
}

/// `98 MB`, of 1,000,000 bytes each.
pub fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}

/// `34 of 98 MB (35 %)`.
pub fn loaded_words(progress: LoadProgress) -> String {
    let percent = (progress.loaded * 100).checked_div(progress.total).unwrap_or(0);
    let (done, all) = ((progress.loaded / 1_000_000).to_string(), megabytes(progress.total));
    tf("{done} of {all} ({percent} %)", &[("done", &done), ("all", &all), ("percent", &percent.to_string())])
}
