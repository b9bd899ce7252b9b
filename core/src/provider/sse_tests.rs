//! Tests of the event stream decoder: framing by the specification, independent of how the bytes are split.

use proptest::prelude::*;

use super::*;

fn decode<'a>(limit: usize, chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<SseEvent> {
    let mut decoder = SseDecoder::with_limit(limit);
    let mut events: Vec<_> = chunks.into_iter().flat_map(|chunk| decoder.push(chunk)).collect();
    events.extend(decoder.finish());
    events
}

fn message(data: &str) -> SseEvent {
    SseEvent::Message { name: None, data: data.to_owned() }
}

/// Decodes `stream` whole, cut in two at every byte, and byte by byte.
fn check(stream: impl AsRef<[u8]>, expected: &[SseEvent]) {
    let stream = stream.as_ref();
    assert_eq!(decode(MAX_EVENT_BYTES, [stream]), expected, "whole");
    for at in 0..=stream.len() {
        let (head, tail) = stream.split_at(at);
        assert_eq!(decode(MAX_EVENT_BYTES, [head, tail]), expected, "split at {at}");
    }
    assert_eq!(decode(MAX_EVENT_BYTES, stream.chunks(1)), expected, "byte by byte");
}

#[test]
fn all_three_line_ends_end_lines() {
    for end in ["\n", "\r\n", "\r"] {
        let stream = ["data: a", "data: b", "", "data: c", "", ""].join(end);
        check(&stream, &[message("a\nb"), message("c")]);
    }
}

#[test]
fn byte_order_marks_are_stripped() {
    check("\u{feff}data: a\n\n", &[message("a")]);
    check("\u{feff}\u{feff}data: a\n\ndata: b\n\n", &[message("a"), message("b")]);
    check("data: \u{feff}a\n\n", &[message("\u{feff}a")]);
}

#[test]
fn one_space_after_the_colon_is_no_part_of_the_value() {
    check("data:a\n\ndata: b\n\ndata:  c\n\n", &[message("a"), message("b"), message(" c")]);
}

#[test]
fn fields_that_carry_no_data_dispatch_nothing() {
    check("id: 1\nretry: 10\nevent: ping\n  \n\n\n\n", &[]);
    check("data\n\n", &[message("")]);
}

#[test]
fn an_event_name_belongs_to_its_event_only() {
    let named = SseEvent::Message { name: Some("error".to_owned()), data: "a".to_owned() };
    check("event: error\ndata: a\n\ndata: b\n\n", &[named, message("b")]);
}

#[test]
fn comments_are_signs_of_life() {
    check(":\n\n: keep-alive\ndata: a\n\n", &[SseEvent::Comment, SseEvent::Comment, message("a")]);
}

#[test]
fn the_error_line_of_llama_server_is_surfaced() {
    check(
        "error: {\"code\":500}\n\ndata: [DONE]\n\n",
        &[SseEvent::Error("{\"code\":500}".to_owned()), message("[DONE]")],
    );
    check("data: a\nerror: b", &[SseEvent::Error("b".to_owned()), message("a")]);
}

#[test]
fn the_end_of_the_stream_ends_the_last_event() {
    check("data: a", &[message("a")]);
    check("data: a\n", &[message("a")]);
    check("", &[]);
}

#[test]
fn text_survives_any_split_and_bad_bytes_are_replaced() {
    check("data: käse 🧀\n\n", &[message("käse 🧀")]);
    let damaged = SseEvent::Damaged("data: a\u{fffd}b".to_owned());
    check(b"data: a\xF0\x9Fb\n\n", &[damaged, message("a\u{fffd}b")]);
}

#[test]
fn a_line_that_is_no_field_is_not_dropped() {
    let line = |line: &str| SseEvent::Damaged(line.to_owned());
    check("data: a\nnonsense\n\n", &[line("nonsense"), message("a")]);
    check("dat: a\n\n data: b\n\n", &[line("dat: a"), message("b")]);
    check("{\"a\": 1}\n[DONE]\n", &[message("{\"a\": 1}"), message("[DONE]")]);
}

#[test]
fn an_event_past_the_limit_is_dropped_and_the_next_one_is_read() {
    let stream = b"data: 0123456789\ndata: more\n\ndata: ok\n\n";
    let expected = [SseEvent::TooLarge, message("ok")];
    for size in 1..stream.len() {
        assert_eq!(decode(12, stream.chunks(size)), expected, "chunks of {size}");
    }
    assert_eq!(
        decode(12, [b"data: 012\ndata: 345678\n\n:".as_slice()]),
        [SseEvent::TooLarge, SseEvent::Comment]
    );
}

proptest! {
    #[test]
    fn any_bytes_give_the_same_events_however_they_are_split(
        pieces in prop::collection::vec(
            prop_oneof![
                Just(b"data: ".to_vec()), Just(b"\n".to_vec()), Just(b"\r\n".to_vec()), Just(b"\r".to_vec()),
                Just(b"error:".to_vec()), Just(b":".to_vec()), Just(BYTE_ORDER_MARK.to_vec()),
                prop::collection::vec(any::<u8>(), 0..6),
            ],
            0..40,
        ),
        size in 1usize..9,
        limit in 4usize..64,
    ) {
        let stream = pieces.concat();
        prop_assert_eq!(decode(limit, stream.chunks(size)), decode(limit, [stream.as_slice()]));
    }
}
