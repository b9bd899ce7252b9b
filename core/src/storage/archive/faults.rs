//! What an imported file lacks, and what was repaired in it: values, and the sentences that say so. Knows no format.

crate::sentences! {
    /// Why a file, or a part of it, could not be used, or what was changed in it.
    pub enum ImportFault {
        /// There is nothing in the file.
        Empty = "The file is empty.",
        /// The file is JSON of another kind.
        OtherJson = "This is JSON, but neither a session nor an event log.",
        /// The text is not JSON.
        NotJson {
            /// The parser's message.
            error: String,
        } = "This is not an abcb export, or it is damaged: {error}.",
        /// The text is not JSON, but parts of it are.
        Damaged {
            /// The parser's message.
            error: String,
        } = "The file is damaged, so only a part of it could be read: {error}.",
        /// The file has settings, which are imported elsewhere.
        Settings = "This is a file of settings. It is imported in the settings, under “Data”.",
        /// The format of the file is unknown.
        OtherFormat = "The file names a format that this page does not know.",
        /// The version of the file is unknown.
        Newer = "The file was written by a newer version of this page.",
        /// The list of sessions is something else.
        SessionsNoList = "The file's sessions are not a list.",
        /// There is no session in the file.
        NoSession = "The file has no session.",
        /// The list of messages is something else.
        MessagesNoList = "The session's messages are not a list.",
        /// The list of events is something else.
        EventsNoList = "The session's events are not a list, so none was read.",
        /// A message cannot be read.
        Message {
            /// The place of the message, from 1.
            number: u64,
            /// What is wrong with it, as a clause.
            error: String,
        } = "Message {number} is left out: {error}.",
        /// No message is on the branch that is shown.
        AllHidden = "None of its messages is shown: in the file they are deleted or left behind.",
        /// The kind of an event is unknown.
        UnknownKind {
            /// The line of the event.
            line: u64,
            /// The kind as it is written.
            kind: String,
        } = "Line {line} is kept as it is, but this version does not know its kind: {kind}",
        /// The encoding of the file was guessed.
        Encoding {
            /// The name of the encoding.
            name: String,
        } = "The file does not say its encoding. It was read as {name}.",
        /// Some bytes were not text.
        BytesReplaced = "Bytes that are no text were replaced by “�”.",
        /// Some escapes were halves of characters.
        HalvesReplaced = "Halves of characters were replaced by “�”.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_read_from_its_sentence() {
        for fault in [
            ImportFault::Empty,
            ImportFault::OtherJson,
            ImportFault::NotJson { error: "expected value at line 1 column 1".into() },
            ImportFault::Damaged { error: "EOF while parsing an object at line 3 column 1".into() },
            ImportFault::Settings,
            ImportFault::OtherFormat,
            ImportFault::Newer,
            ImportFault::SessionsNoList,
            ImportFault::NoSession,
            ImportFault::MessagesNoList,
            ImportFault::EventsNoList,
            ImportFault::Message { number: 2, error: "`role` is missing".into() },
            ImportFault::AllHidden,
            ImportFault::UnknownKind { line: 3, kind: "later".into() },
            ImportFault::Encoding { name: "Windows-1252".into() },
            ImportFault::BytesReplaced,
            ImportFault::HalvesReplaced,
        ] {
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
    }
}
