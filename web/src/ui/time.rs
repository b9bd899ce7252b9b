//! Formatting of times and sizes: the day of a session, durations, and loading progress. Works on milliseconds and
//! bytes, and reads no clock.

use abcb_core::provider::LoadProgress;

use crate::i18n::{args, number, t, tf};

const DAY: u64 = 86_400_000;

/// Returns the heading under which a session of the time `at` is listed. `offset` is how far local time is behind UTC,
/// in milliseconds.
pub fn day_heading(at: u64, now: u64, offset: i64) -> &'static str {
    let day = |millis: u64| i64::try_from(millis).unwrap_or(0).saturating_sub(offset).div_euclid(DAY as i64);
    match day(now).saturating_sub(day(at)) {
        i64::MIN..=0 => t("day-today"),
        1 => t("day-yesterday"),
        2..=6 => t("day-week"),
        7..=30 => t("day-month"),
        _ => t("day-earlier"),
    }
}

/// Formats a number given in tenths with the language's decimal separator: `12.3`.
pub fn decimal(tenths: u64) -> String {
    number(tenths as f64 / 10.0, 1)
}

/// Formats a duration: `40 ms`, `0.8 s`, `12 s`, `3 min 5 s`.
pub fn duration(millis: u64) -> String {
    match millis {
        0..100 => format!("{millis} ms"),
        100..10_000 => format!("{} s", decimal(millis / 100)),
        10_000..60_000 => format!("{} s", millis / 1000),
        _ => format!("{} min {} s", millis / 60_000, millis % 60_000 / 1000),
    }
}

/// Formats a size in megabytes of 1,000,000 bytes, rounded up: `98 MB`.
pub fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}

/// Formats a size of any magnitude: `820 KB`, `12.3 MB`, `4.2 GB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", decimal(bytes / 100_000)),
        _ => format!("{} GB", decimal(bytes / 100_000_000)),
    }
}

/// Formats loading progress: `34 of 98 MB (35 %)`.
pub fn loaded_words(progress: LoadProgress) -> String {
    let percent = (progress.loaded * 100).checked_div(progress.total).unwrap_or(0);
    let all = megabytes(progress.total);
    tf("loading-progress", args![done = progress.loaded / 1_000_000, all = all, percent = percent])
}
