//! Enums whose values are written as fixed sentences: [`sentences!`](crate::sentences) gives them `Display` and a
//! parser of exactly what `Display` writes. A log stores sentences; whoever reads it gets the value back, for example
//! to say the same in another language. Knows no sentence.

/// Declares an enum with the sentence of each variant, in which `{field}` stands for a field. The enum gets `Display`,
/// `Error` and `FromStr`, which are each other's inverse: a text that no value is written as is an error. The sentences
/// are the variants' documentation.
///
/// ```
/// abcb_core::sentences! {
///     /// Why the lamp is off.
///     pub enum Dark {
///         Off = "nobody switched it on",
///         Broken { part: String } = "its {part} is broken",
///     }
/// }
/// let dark = Dark::Broken { part: "wire".into() };
/// assert_eq!(dark.to_string(), "its wire is broken");
/// assert_eq!("its wire is broken".parse(), Ok(dark));
/// assert!("the wire is broken".parse::<Dark>().is_err());
/// ```
#[macro_export]
macro_rules! sentences {
    (
        $(#[$about:meta])*
        $vis:vis enum $name:ident {
            $(
                $(#[$about_variant:meta])*
                $variant:ident $({ $($(#[$about_field:meta])* $field:ident : $kind:ty),* $(,)? })? = $sentence:literal
            ),* $(,)?
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        $vis enum $name {
            $(
                #[doc = concat!("“", $sentence, "”")]
                $(#[$about_variant])*
                $variant $({ $(
                    #[doc = concat!("`{", stringify!($field), "}` in the sentence.")]
                    $(#[$about_field])*
                    $field: $kind
                ),* })?
            ),*
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $(Self::$variant $({ $($field),* })? => ::std::write!(formatter, $sentence)),*
                }
            }
        }

        impl ::std::error::Error for $name {}

        impl ::std::str::FromStr for $name {
            type Err = $crate::base::sentences::NoSuchSentence;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                $crate::base::sentences::read(text, &[
                    $((
                        $sentence,
                        |_values| Some(Self::$variant $({ $($field: _values.read(stringify!($field))?),* })?),
                    )),*
                ])
            }
        }
    };
}

/// The text is none of the sentences of the type.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no such sentence")]
pub struct NoSuchSentence;

/// The texts found in the places of a sentence, by the names of the places.
pub struct Values<'a> {
    found: Vec<(&'static str, &'a str)>,
}

impl Values<'_> {
    /// Returns the value of the place, if its text can be parsed.
    pub fn read<T: std::str::FromStr>(&self, place: &str) -> Option<T> {
        self.found.iter().find(|(name, _)| *name == place)?.1.parse().ok()
    }
}

/// Makes a value of the texts in the places of its sentence.
pub type Maker<T> = fn(&Values<'_>) -> Option<T>;

/// Returns the value whose sentence `text` is, given the sentences with their places.
///
/// # Errors
/// [`NoSuchSentence`] if no value is written as `text`.
pub fn read<T: ToString>(text: &str, sentences: &[(&'static str, Maker<T>)]) -> Result<T, NoSuchSentence> {
    let read = |(sentence, make): &(&'static str, Maker<T>)| make(&values_in(sentence, text)?);
    sentences.iter().filter_map(read).find(|value| value.to_string() == text).ok_or(NoSuchSentence)
}

/// Returns the texts in the places of `sentence` if `text` has its words.
fn values_in<'a>(sentence: &'static str, text: &'a str) -> Option<Values<'a>> {
    let mut found = Vec::new();
    let Some((before, mut sentence)) = sentence.split_once('{') else {
        return (sentence == text).then_some(Values { found });
    };
    let mut text = text.strip_prefix(before)?;
    loop {
        let (name, after) = sentence.split_once('}')?;
        let Some((between, next)) = after.split_once('{') else {
            found.push((name, text.strip_suffix(after)?));
            return Some(Values { found });
        };
        let (value, rest) = text.split_once(between)?;
        found.push((name, value));
        (text, sentence) = (rest, next);
    }
}

#[cfg(test)]
mod tests {
    crate::sentences! {
        /// Sentences of every shape.
        enum Said {
            Nothing = "nothing",
            Count { n: u64 } = "{n} times",
            Called { name: String, what: String } = "the model called {name}, but {what}.",
            Rest { text: String } = "the {text}",
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for said in [
            Said::Nothing,
            Said::Count { n: 7 },
            Said::Called { name: "a tool".into(), what: "it, but not now.".into() },
            Said::Rest { text: "end".into() },
        ] {
            assert_eq!(said.to_string().parse(), Ok(said));
        }
    }

    #[test]
    fn no_other_text_is_read() {
        for text in ["", "Nothing", "nothing ", "x times", "07 times", "7 times.", "a model called x, but y."]
        {
            assert!(text.parse::<Said>().is_err(), "{text:?}");
        }
    }
}
