use proptest::prelude::*;

use super::*;

/// Decomposes the few characters used in these tests as a browser would.
fn folding() -> Folding {
    Folding::new(Box::new(|character| match character {
        'é' => "e\u{301}".into(),
        'É' => "E\u{301}".into(),
        'ü' => "u\u{308}".into(),
        'İ' => "I\u{307}".into(),
        'й' => "и\u{306}".into(),
        'ﬁ' => "fi".into(),
        '한' => "\u{1112}\u{1161}\u{11ab}".into(),
        other => other.to_string(),
    }))
}

/// Returns the text with the matches in brackets.
fn marked(query: &str, text: &str) -> String {
    let mut folding = folding();
    let query = Query::parse(query, &mut folding);
    let mark = |piece: Piece| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text };
    query.pieces(text, &mut folding).into_iter().map(mark).collect()
}

#[test]
fn neither_case_nor_accents_nor_spaces_count() {
    for (query, text, expected) in [
        ("kettle", "A KETTLE, two Kettles", "A [KETTLE], two [Kettle]s"),
        ("cafe", "Café, cafe\u{301}, CAFÉ", "[Café], [cafe\u{301}], [CAFÉ]"),
        ("café", "cafe", "[cafe]"),
        ("istanbul", "İstanbul", "[İstanbul]"),
        ("İ", "ISTANBUL", "[I]STANBUL"),
        ("strasse", "die Straße", "die [Straße]"),
        ("straße", "STRASSE", "[STRASSE]"),
        ("s", "ß", "[ß]"),
        ("οδος", "ΟΔΟΣ οδός", "[ΟΔΟΣ] οδ\u{3cc}ς"),
        ("fin", "a ﬁn", "a [ﬁn]"),
        ("на край", "НА  КРАИ", "[НА] [КРАИ]"),
        ("\u{1112}\u{1161}", "한글", "[한]글"),
        ("\"two words\"", "two\n\twords, words two", "[two words], words two"),
        ("two words", "words, two", "[words], [two]"),
        ("ab bc", "abc", "[abc]"),
        ("a", "a\u{301}\u{302} b", "[a\u{301}\u{302}] b"),
        ("x", "", ""),
    ] {
        assert_eq!(marked(query, text), expected, "{query}");
    }
}

#[test]
fn a_text_has_to_have_every_word() {
    let mut folding = folding();
    let mut finds = |query: &str, text: &str| {
        let query = Query::parse(query, &mut folding);
        query.is_in(&folding.fold(text))
    };
    assert!(finds("rain wet", "Why is rain WET?") && !finds("rain dry", "Why is rain wet?"));
    assert!(finds("\"is rain", "Why is  rain wet?") && !finds("\"rain is\"", "Why is rain wet?"));
    assert!(!finds("", "text") && !finds("  \"\" ", "text") && !finds("\u{301}", "text"));
}

#[test]
fn one_letter_is_not_telling_but_one_ideograph_is() {
    let mut folding = folding();
    let mut is_telling = |query: &str| Query::parse(query, &mut folding).is_telling();
    assert!(!is_telling("") && !is_telling("a") && !is_telling("a b") && !is_telling("é"));
    assert!(is_telling("ab") && is_telling("水") && is_telling("a bc"));
}

#[test]
fn an_excerpt_shows_the_surroundings_of_the_first_hit() {
    let mut folding = folding();
    let query = Query::parse("needle", &mut folding);
    let mut excerpt = |text: &str| {
        let pieces = query.excerpt(text, &mut folding);
        pieces
            .into_iter()
            .map(|piece| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text })
            .collect::<String>()
    };
    assert_eq!(excerpt("  A needle\n\nin hay. "), "A [needle] in hay. ");
    let hay = "straw ".repeat(100);
    let shown = excerpt(&format!("{hay}needle {hay}"));
    assert!(shown.starts_with("…straw straw") || shown.starts_with("… straw"), "{shown}");
    assert!(shown.contains("straw [needle] straw") && shown.ends_with("straw…"), "{shown}");
    assert!(shown.chars().count() < WHOLE + BEFORE, "{shown}");
    let unbroken = "水".repeat(500);
    let shown = excerpt(&format!("{unbroken}needle{unbroken}"));
    assert!(shown.starts_with("…水") && shown.contains("水[needle]水") && shown.ends_with("水…"), "{shown}");
}

fn any_text() -> impl Strategy<Value = String> {
    // Characters that fold to something else, and arbitrary text.
    prop_oneof![
        "[aAeEéÉüßẞİıſﬁЙйΣσς한글水 \\n\\u{301}\\u{307}\\u{308}\u{200d}\"]{0,24}",
        "\\PC{0,24}",
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn hits_are_whole_characters_in_order(text in any_text(), query in any_text()) {
        let mut folding = folding();
        let query = Query::parse(&query, &mut folding);
        let hits = query.hits(&text, &mut folding);
        let mut last = None;
        for hit in &hits {
            prop_assert!(hit.start < hit.end && last.is_none_or(|last| last < hit.start), "{hits:?}");
            prop_assert!(text.get(hit.clone()).is_some(), "{hits:?} in {text:?}");
            last = Some(hit.end);
        }
        // A text that contains the query has matches, and they contain every word.
        let folded = folding.fold(&text);
        if query.is_in(&folded) {
            prop_assert!(!hits.is_empty());
        }
        for term in &query.terms {
            let is_held = hits.iter().any(|hit| folding.fold(&text[hit.clone()]).contains(term.as_str()));
            prop_assert_eq!(is_held, folded.contains(term.as_str()), "{:?}", term);
        }
        let whole: String = query.pieces(&text, &mut folding).into_iter().map(|piece| piece.text).collect();
        let (shown, given) = (folding.fold(&whole), folding.fold(&text));
        prop_assert_eq!(shown.trim(), given.trim());
    }

    #[test]
    fn a_part_of_a_text_is_found_in_it(text in any_text(), start: usize, length in 1usize..12) {
        let characters: Vec<char> = text.chars().filter(|character| *character != '"').collect();
        let start = start % (characters.len() + 1);
        let part: String = characters.iter().skip(start).take(length).collect();
        let text: String = characters.iter().collect();
        let mut folding = folding();
        let query = Query::parse(&format!("\"{part}\""), &mut folding);
        if !query.is_empty() {
            prop_assert!(query.is_in(&folding.fold(&text)), "{part:?} in {text:?}");
            let excerpt = query.excerpt(&text, &mut folding);
            prop_assert!(excerpt.iter().any(|piece| piece.is_hit && !piece.text.is_empty()));
        }
    }
}
