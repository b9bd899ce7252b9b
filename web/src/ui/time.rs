//! Times in words: which day a session belongs to, how long an answer took. Takes milliseconds; reads no clock of its own.

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

/// `0.8 s`, `12 s`, `3 min 5 s`.
pub fn duration(millis: u64) -> String {
    match millis {
        0..10_000 => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
        10_000..60_000 => format!("{} s", millis / 1000),
        _ => format!("{} min {} s", millis / 60_000, millis % 60_000 / 1000),
    }
}
