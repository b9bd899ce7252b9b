//! Times and sizes in words: which day a session belongs to, how long an answer took, how far a model is loaded. Takes
//! milliseconds and bytes; reads no clock of its own.

use abcb_core::provider::LoadProgress;

const DAY: u64 = 86_400_000;

/// The heading under which a session of that time is listed. `offset` is what local time is behind UTC, in milliseconds.
pub fn day_heading(at: u64, now: u64, offset: i64) -> &'static str {
    let day = |millis: u64| i64::try_from(millis).unwrap_or(0).saturating_sub(offset).div_euclid(DAY as i64);
    match day(now).saturating_sub(day(at)) {
        i64::MIN..=0 => "Today",
        1 => "Yesterday",
        2..=6 => "This week",
        7..=30 => "This month",
        _ => "Earlier",
    }
}

/// `40 ms`, `0.8 s`, `12 s`, `3 min 5 s`.
pub fn duration(millis: u64) -> String {
    match millis {
        0..100 => format!("{millis} ms"),
        100..10_000 => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
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
    format!("{} of {} ({percent} %)", progress.loaded / 1_000_000, megabytes(progress.total))
}
