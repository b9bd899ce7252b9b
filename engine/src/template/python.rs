//! The Python that chat templates lean on: methods of strings and maps, and dates.

use minijinja::value::{ValueKind, from_args};
use minijinja::{Error, ErrorKind, Value};

/// Calls a method that Jinja itself does not have.
pub(super) fn call(value: &Value, method: &str, args: &[Value]) -> Result<Value, Error> {
    if let Some(text) = value.as_str() {
        return call_on_text(text, method, args);
    }
    if value.kind() == ValueKind::Map {
        match method {
            "get" => {
                let (key, default): (Value, Option<Value>) = from_args(args)?;
                let found = value.get_item(&key)?;
                return Ok(if found.is_undefined() { default.unwrap_or(Value::from(())) } else { found });
            }
            "keys" => return Ok(value.try_iter()?.collect()),
            "items" => {
                let pairs = value.try_iter()?.map(|key| {
                    let item = value.get_item(&key)?;
                    Ok(Value::from(vec![key, item]))
                });
                return pairs.collect::<Result<Vec<Value>, Error>>().map(Value::from);
            }
            _ => {}
        }
    }
    Err(Error::new(ErrorKind::UnknownMethod, format!("{} has no method {method}", value.kind())))
}

fn call_on_text(text: &str, method: &str, args: &[Value]) -> Result<Value, Error> {
    let set = |args: &[Value]| -> Result<Option<String>, Error> {
        from_args(args).map(|(set,): (Option<String>,)| set)
    };
    let in_set = |set: &Option<String>, char: char| match set {
        Some(set) => set.contains(char),
        None => char.is_whitespace(),
    };
    Ok(match method {
        "strip" => set(args).map(|set| text.trim_matches(|char| in_set(&set, char)).into())?,
        "lstrip" => set(args).map(|set| text.trim_start_matches(|char| in_set(&set, char)).into())?,
        "rstrip" => set(args).map(|set| text.trim_end_matches(|char| in_set(&set, char)).into())?,
        "startswith" => from_args(args).map(|(start,): (&str,)| text.starts_with(start).into())?,
        "endswith" => from_args(args).map(|(end,): (&str,)| text.ends_with(end).into())?,
        "upper" => from_args(args).map(|()| text.to_uppercase().into())?,
        "lower" => from_args(args).map(|()| text.to_lowercase().into())?,
        "title" | "capitalize" => from_args(args).map(|()| capitalized(text).into())?,
        "replace" => from_args(args).map(|(from, to): (&str, &str)| text.replace(from, to).into())?,
        "split" => {
            let (separator, limit): (Option<&str>, Option<usize>) = from_args(args)?;
            let parts: Vec<Value> = match (separator, limit) {
                (None, _) => text.split_whitespace().map(Value::from).collect(),
                (Some(separator), None) => text.split(separator).map(Value::from).collect(),
                (Some(separator), Some(limit)) => {
                    text.splitn(limit + 1, separator).map(Value::from).collect()
                }
            };
            parts.into()
        }
        other => return Err(Error::new(ErrorKind::UnknownMethod, format!("text has no method {other}"))),
    })
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect()
    })
}

/// Formats a time in milliseconds since 1970, in UTC, like C's `strftime`. Unknown codes stay as they are.
pub(super) fn format_date(format: &str, now: i64) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const DAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
    let (days, seconds) = (now.div_euclid(86_400_000), now.rem_euclid(86_400_000) / 1000);
    let (year, month, day) = civil(days);
    let month_name =
        usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default();
    let day_name = usize::try_from(days.rem_euclid(7))
        .ok()
        .and_then(|index| DAYS.get(index))
        .copied()
        .unwrap_or_default();
    let short = |name: &str| name.chars().take(3).collect::<String>();
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(char) = chars.next() {
        if char != '%' {
            out.push(char);
            continue;
        }
        match chars.next() {
            Some('Y') => out += &year.to_string(),
            Some('m') => out += &format!("{month:02}"),
            Some('d') => out += &format!("{day:02}"),
            Some('B') => out += month_name,
            Some('b') => out += &short(month_name),
            Some('A') => out += day_name,
            Some('a') => out += &short(day_name),
            Some('H') => out += &format!("{:02}", seconds / 3600),
            Some('M') => out += &format!("{:02}", seconds / 60 % 60),
            Some('S') => out += &format!("{:02}", seconds % 60),
            other => {
                out.push('%');
                out.extend(other);
            }
        }
    }
    out
}

/// Year, month and day of a number of days since 1970, in the Gregorian calendar. Years are counted from March, so
/// that the leap day comes last; 400 of them have 146097 days.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        assert_eq!(format_date("%d %b %Y", 0), "01 Jan 1970");
        assert_eq!(
            format_date("%A, %d %B %Y %H:%M:%S %q%", 951_782_399_000),
            "Monday, 28 February 2000 23:59:59 %q%"
        );
        assert_eq!(format_date("%Y-%m-%d", 951_868_799_000), "2000-02-29");
        assert_eq!(format_date("%a", -86_400_000), "Wed");
    }
}
