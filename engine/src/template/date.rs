//! Date formatting for templates that tell the model the current date.

use std::fmt::Write;

use chrono::DateTime;
use chrono::format::StrftimeItems;

/// Formats a time in milliseconds since 1970, in UTC, like C's `strftime`. Unknown codes are kept as they are; for
/// times beyond the calendar the whole format is.
pub(super) fn format_date(format: &str, now: i64) -> String {
    let mut text = String::new();
    let written = DateTime::from_timestamp_millis(now).is_some_and(|now| {
        write!(text, "{}", now.format_with_items(StrftimeItems::new_lenient(format))).is_ok()
    });
    if written { text } else { format.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(format_date("%d %b %Y", 0), "01 Jan 1970");
        assert_eq!(
            format_date("%A, %d %B %Y %H:%M:%S %Q%", 951_782_399_000),
            "Monday, 28 February 2000 23:59:59 %Q%"
        );
        assert_eq!(format_date("%Y-%m-%d", 951_868_799_000), "2000-02-29");
        assert_eq!(format_date("%a", -86_400_000), "Wed");
        assert_eq!(format_date("%-d. %b, %I:%M %p, day %j", 0), "1. Jan, 12:00 AM, day 001");
        assert_eq!(format_date("%Y %%", i64::MAX), "%Y %%");
    }
}
