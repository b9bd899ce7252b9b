//! What an imported file lacks, and what was repaired in it: values, and the sentences that say so. Knows no format.

crate::sentences! {
    /// Why a file, or a part of it, could not be used, or what was changed in it.
    pub enum ImportFault {
        Empty = "The file is empty.",
        OtherJson = "This is JSON, but neither a session nor an event log.",
        NotJson { error: String } = "This is not an abcb export, or it is damaged: {error}.",
        Damaged { error: String } = "The file is damaged, so only a part of it could be read: {error}.",
        NotZip { error: String } = "This ZIP archive cannot be read: {error}.",
        ArchiveTooLarge = "This ZIP archive holds more than a page can unpack. Unpack it, and import the files in it.",
        NoNote = "it is no note",
        FileInArchive { path: String, error: String } = "{path} could not be unpacked: {error}.",
        MissingInArchive { path: String } = "{path} is missing from the archive.",
        ChangedInArchive { path: String } = "{path} has been changed since it was exported.",
        Settings = "This is a file of settings. It is imported in the settings, under “Data”.",
        OtherFormat = "The file names a format that this page does not know.",
        Newer = "The file was written by a newer version of this page.",
        SessionsNoList = "The file's sessions are not a list.",
        NoSession = "The file has no session.",
        MessagesNoList = "The session's messages are not a list.",
        EventsNoList = "The session's events are not a list, so none was read.",
        Message { number: u64, error: String } = "Message {number} is left out: {error}.",
        Conversation { number: u64 } = "Conversation {number} is left out: it is not like the others in the file.",
        AttachmentsMissing { n: u64, title: String } = "“{title}” had attachments that the file does not contain: {n}.",
        MessagesLeftOut { n: u64, title: String } = "“{title}” had messages that this page cannot show: {n}.",
        AllHidden = "None of its messages is shown: in the file they are deleted or left behind.",
        UnknownKind { line: u64, kind: String } = "Line {line} is kept as it is, but this version does not know its kind: {kind}",
        Encoding { name: String } = "The file does not say its encoding. It was read as {name}.",
        BytesReplaced = "Bytes that are no text were replaced by “�”.",
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
            ImportFault::NotZip { error: "invalid".into() },
            ImportFault::ArchiveTooLarge,
            ImportFault::NoNote,
            ImportFault::FileInArchive { path: "a.json".into(), error: "bad".into() },
            ImportFault::MissingInArchive { path: "a.json".into() },
            ImportFault::ChangedInArchive { path: "a.json".into() },
            ImportFault::Settings,
            ImportFault::OtherFormat,
            ImportFault::Newer,
            ImportFault::SessionsNoList,
            ImportFault::NoSession,
            ImportFault::MessagesNoList,
            ImportFault::EventsNoList,
            ImportFault::Message { number: 2, error: "`role` is missing".into() },
            ImportFault::Conversation { number: 2 },
            ImportFault::AttachmentsMissing { n: 3, title: "A title".into() },
            ImportFault::MessagesLeftOut { n: 3, title: "A title".into() },
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
