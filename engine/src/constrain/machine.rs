//! A state machine that reads an answer byte by byte and knows what may follow.
//!
//! A grammar with alternatives can be in several states at once, so the machine is a set of threads, each a stack of
//! open frames. A thread with an empty stack has read a complete value.

use std::rc::Rc;

use super::grammar::{Field, Grammar, Node, NodeId};
use super::scalar::{Integer, Number, Text, TextStep};

/// An item on a thread's stack: something that has begun and is not complete.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Frame {
    /// A value of which nothing has been read.
    Value(NodeId),
    /// One of the texts of a node, and how much of it has been read.
    Literal {
        node: NodeId,
        text: usize,
        at: usize,
    },
    Text {
        min: usize,
        max: usize,
        count: usize,
        state: Text,
    },
    Integer(Integer),
    Number(Number),
    /// `next` is the first field that may still come; `any` tells whether a field has been read.
    Object {
        node: NodeId,
        next: usize,
        any: bool,
        place: Place,
    },
    /// `count` is the number of items begun.
    Array {
        item: NodeId,
        min: usize,
        max: usize,
        count: usize,
        place: Place,
    },
    Map {
        value: NodeId,
        place: Place,
    },
}

/// The position within an object or array, between its parts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
    Opened,
    /// In the next field's key, after this many bytes of it.
    InKey(usize),
    AfterKey,
    /// After a colon; the flag tells whether a space is allowed.
    AfterColon(bool),
    AfterValue,
    /// After a comma; the flag tells whether a space is allowed.
    AfterComma(bool),
}

type Thread = Vec<Frame>;

#[derive(Clone)]
pub(super) struct Machine {
    grammar: Rc<Grammar>,
    threads: Vec<Thread>,
    /// A bit set: bit b is set if byte b may come next.
    first_bytes: [u128; 2],
}

impl Machine {
    pub(super) fn new(grammar: Rc<Grammar>) -> Self {
        let threads = vec![vec![Frame::Value(grammar.root)]];
        Self { grammar, threads, first_bytes: [0; 2] }.with_first_bytes()
    }

    /// Computes the set of bytes that may come next.
    pub(super) fn with_first_bytes(mut self) -> Self {
        let may_come = |byte: &u8| self.after(&[*byte]).is_some();
        let mut halves = [0_u128; 2];
        for byte in (0..=255).filter(may_come) {
            if let Some(half) = halves.get_mut(usize::from(byte >> 7)) {
                *half |= 1 << (byte & 127);
            }
        }
        self.first_bytes = halves;
        self
    }

    pub(super) fn allows_first(&self, byte: u8) -> bool {
        self.first_bytes.get(usize::from(byte >> 7)).is_some_and(|half| half >> (byte & 127) & 1 == 1)
    }

    /// Returns the machine after reading these bytes, or `None` if it rejects them. Does not compute the first bytes.
    pub(super) fn after(&self, bytes: &[u8]) -> Option<Self> {
        let mut threads = self.threads.clone();
        for byte in bytes {
            let mut next = Vec::with_capacity(threads.len());
            for thread in threads {
                self.grammar.step(thread, *byte, &mut next);
            }
            if next.is_empty() {
                return None;
            }
            // Threads in the same state are merged; otherwise each item of a list could double their number.
            threads = Vec::with_capacity(next.len());
            for thread in next {
                if !threads.contains(&thread) {
                    threads.push(thread);
                }
            }
        }
        Some(Self { grammar: self.grammar.clone(), threads, first_bytes: self.first_bytes })
    }

    /// Returns the fewest bytes that complete a value.
    pub(super) fn shortest_rest(&self) -> Option<usize> {
        let rest = |thread: &Thread| thread.iter().map(|frame| self.grammar.rest(frame)).sum();
        self.threads.iter().map(rest).min()
    }

    pub(super) fn is_complete(&self) -> bool {
        self.shortest_rest() == Some(0)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.threads.iter().all(Vec::is_empty)
    }
}

impl Grammar {
    /// Returns the fewest bytes that complete a frame, once the frames above it are complete.
    fn rest(&self, frame: &Frame) -> usize {
        match *frame {
            Frame::Value(node) => self.shortest(node),
            Frame::Literal { node, text, at } => self.literal(node, text).len().saturating_sub(at),
            Frame::Text { min, count, state, .. } => {
                let begun = usize::from(state.rest() > 0);
                state.rest() + min.saturating_sub(count + begun) + 1
            }
            Frame::Integer(state) => state.rest().unwrap_or(0),
            Frame::Number(state) => state.rest(),
            Frame::Object { node, next, any, place } => {
                let fields = self.fields(node);
                let field = |rest_of_key: usize| {
                    let [field, others @ ..] = fields.get(next..).unwrap_or_default() else { return 0 };
                    rest_of_key + self.shortest(field.value) + self.shortest_fields(others, true) + 1
                };
                let key_len = fields.get(next).map_or(0, |field| field.key.len());
                match place {
                    Place::Opened | Place::AfterValue => {
                        self.shortest_fields(fields.get(next..).unwrap_or_default(), any) + 1
                    }
                    Place::InKey(at) => field(key_len.saturating_sub(at) + 1),
                    Place::AfterKey => field(1),
                    Place::AfterColon(_) => field(0),
                    Place::AfterComma(_) => {
                        // A field is due now: the shortest optional one, unless a required one is shorter.
                        let choices = self.choices(node, next).filter_map(|index| {
                            let (_, rest) = fields.split_at_checked(index)?;
                            let (field, others) = rest.split_first()?;
                            let rest = self.shortest_fields(others, true);
                            Some(field.key.len() + 1 + self.shortest(field.value) + rest)
                        });
                        choices.min().unwrap_or(0) + 1
                    }
                }
            }
            Frame::Array { item, min, count, place, .. } => {
                let begins = usize::from(matches!(place, Place::AfterComma(_)));
                let comma = usize::from(place == Place::AfterValue || begins == 1);
                let missing = min.saturating_sub(count + begins);
                let first = begins * self.shortest(item);
                first
                    + (missing * (self.shortest(item) + 1))
                        .saturating_sub(usize::from(comma == 0 && missing > 0))
                    + 1
            }
            Frame::Map { value, place } => match place {
                Place::Opened | Place::AfterValue => 1,
                Place::AfterKey => 2 + self.shortest(value),
                Place::AfterColon(_) => 1 + self.shortest(value),
                Place::InKey(_) | Place::AfterComma(_) => 4 + self.shortest(value),
            },
        }
    }

    fn literal(&self, node: NodeId, text: usize) -> &[u8] {
        match self.node(node) {
            Some(Node::Literals(texts)) => texts.get(text).map(Vec::as_slice).unwrap_or_default(),
            _ => &[],
        }
    }

    fn fields(&self, node: NodeId) -> &[Field] {
        if let Some(Node::Object(fields)) = self.node(node) { fields } else { &[] }
    }

    /// Returns the fields that may come next: the optional ones from `next` on, up to and including the first required
    /// one.
    fn choices(&self, node: NodeId, next: usize) -> impl Iterator<Item = usize> {
        let fields = self.fields(node);
        let optional = fields.iter().skip(next).take_while(|field| !field.required).count();
        next..fields.len().min(next + optional + 1)
    }

    fn may_close(&self, node: NodeId, next: usize) -> bool {
        !self.fields(node).iter().skip(next).any(|field| field.required)
    }

    /// Adds to `out` the threads that result from `thread` reading a byte: none if it rejects the byte.
    fn step(&self, mut thread: Thread, byte: u8, out: &mut Vec<Thread>) {
        let Some(frame) = thread.pop() else { return };
        let mut go = |frames: &[Frame]| {
            let mut next = thread.clone();
            next.extend_from_slice(frames);
            out.push(next);
        };
        match frame {
            Frame::Value(node) => self.begin(thread, node, byte, out),
            Frame::Literal { node, text, at } => {
                let literal = self.literal(node, text);
                if literal.get(at) == Some(&byte) {
                    match literal.len() == at + 1 {
                        true => go(&[]),
                        false => go(&[Frame::Literal { node, text, at: at + 1 }]),
                    }
                }
            }
            Frame::Text { min, max, count, state } => match state.step(byte) {
                Some(TextStep::Ends) if count >= min => go(&[]),
                Some(TextStep::Goes(state)) if count < max => go(&[Frame::Text { min, max, count, state }]),
                Some(TextStep::Counts(state)) if count < max => {
                    go(&[Frame::Text { min, max, count: count + 1, state }]);
                }
                _ => {}
            },
            Frame::Integer(state) => match state.step(byte) {
                Some(state) => go(&[Frame::Integer(state)]),
                // A number has no terminator: a byte that cannot belong to it goes to the enclosing frame.
                None if state.rest() == Some(0) => self.step(thread, byte, out),
                None => {}
            },
            Frame::Number(state) => match state.step(byte) {
                Some(state) => go(&[Frame::Number(state)]),
                None if state.rest() == 0 => self.step(thread, byte, out),
                None => {}
            },
            Frame::Object { node, next, any, place } => {
                let at = |place| Frame::Object { node, next, any, place };
                match (place, byte) {
                    (Place::Opened | Place::AfterValue, b'}') if self.may_close(node, next) => go(&[]),
                    (Place::AfterValue, b',') if self.choices(node, next).count() > 0 => {
                        go(&[at(Place::AfterComma(true))]);
                    }
                    (Place::AfterComma(true), b' ') => go(&[at(Place::AfterComma(false))]),
                    (Place::Opened | Place::AfterComma(_), b'"') => {
                        for next in self.choices(node, next) {
                            go(&[Frame::Object { node, next, any, place: Place::InKey(1) }]);
                        }
                    }
                    (Place::InKey(read), _) => {
                        let key =
                            self.fields(node).get(next).map(|field| field.key.as_slice()).unwrap_or_default();
                        if key.get(read) == Some(&byte) {
                            let done = key.len() == read + 1;
                            go(&[at(if done { Place::AfterKey } else { Place::InKey(read + 1) })]);
                        }
                    }
                    (Place::AfterKey, b':') => go(&[at(Place::AfterColon(true))]),
                    (Place::AfterColon(true), b' ') => go(&[at(Place::AfterColon(false))]),
                    (Place::AfterColon(_), _) => {
                        if let Some(field) = self.fields(node).get(next) {
                            thread.push(Frame::Object {
                                node,
                                next: next + 1,
                                any: true,
                                place: Place::AfterValue,
                            });
                            self.begin(thread, field.value, byte, out);
                        }
                    }
                    _ => {}
                }
            }
            Frame::Array { item, min, max, count, place } => {
                let at = |place| Frame::Array { item, min, max, count, place };
                match (place, byte) {
                    (Place::Opened | Place::AfterValue, b']') if count >= min => go(&[]),
                    (Place::AfterValue, b',') if count < max => go(&[at(Place::AfterComma(true))]),
                    (Place::AfterComma(true), b' ') => go(&[at(Place::AfterComma(false))]),
                    (Place::Opened | Place::AfterComma(_), _) if count < max => {
                        thread.push(Frame::Array {
                            item,
                            min,
                            max,
                            count: count + 1,
                            place: Place::AfterValue,
                        });
                        self.begin(thread, item, byte, out);
                    }
                    _ => {}
                }
            }
            Frame::Map { value, place } => {
                let at = |place| Frame::Map { value, place };
                match (place, byte) {
                    (Place::Opened | Place::AfterValue, b'}') => go(&[]),
                    (Place::AfterValue, b',') => go(&[at(Place::AfterComma(true))]),
                    (Place::AfterComma(true), b' ') => go(&[at(Place::AfterComma(false))]),
                    (Place::Opened | Place::AfterComma(_), b'"') => {
                        let key = Frame::Text { min: 0, max: usize::MAX, count: 0, state: Text::Between };
                        go(&[at(Place::AfterKey), key]);
                    }
                    (Place::AfterKey, b':') => go(&[at(Place::AfterColon(true))]),
                    (Place::AfterColon(true), b' ') => go(&[at(Place::AfterColon(false))]),
                    (Place::AfterColon(_), _) => {
                        thread.push(at(Place::AfterValue));
                        self.begin(thread, value, byte, out);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Reads the first byte of a value on top of `thread`.
    fn begin(&self, mut thread: Thread, node: NodeId, byte: u8, out: &mut Vec<Thread>) {
        let frame = match self.node(node) {
            Some(Node::AnyOf(options)) => {
                for option in options {
                    self.begin(thread.clone(), *option, byte, out);
                }
                return;
            }
            Some(Node::Literals(texts)) => {
                for text in 0..texts.len() {
                    let mut thread = thread.clone();
                    thread.push(Frame::Literal { node, text, at: 0 });
                    self.step(thread, byte, out);
                }
                return;
            }
            Some(Node::Integer { min, max }) => Integer::start(*min, *max).step(byte).map(Frame::Integer),
            Some(Node::Number) => Number::Start.step(byte).map(Frame::Number),
            Some(Node::Text { min, max }) if byte == b'"' => {
                Some(Frame::Text { min: *min, max: *max, count: 0, state: Text::Between })
            }
            Some(Node::Object(_)) if byte == b'{' => {
                Some(Frame::Object { node, next: 0, any: false, place: Place::Opened })
            }
            Some(Node::Map(value)) if byte == b'{' => {
                Some(Frame::Map { value: *value, place: Place::Opened })
            }
            Some(Node::Array { item, min, max }) if byte == b'[' => {
                Some(Frame::Array { item: *item, min: *min, max: *max, count: 0, place: Place::Opened })
            }
            _ => None,
        };
        if let Some(frame) = frame {
            thread.push(frame);
            out.push(thread);
        }
    }
}
