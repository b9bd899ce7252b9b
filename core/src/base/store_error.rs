//! What can go wrong with any storage of the page: sessions and notes alike.

/// An error of a store. The messages are shown to the user, so they do not name a directory.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum StoreError {
    /// The directory already exists. The caller picks another one.
    #[error("a session with this name exists already")]
    AlreadyExists {
        /// The key of the directory; see [`dir_key`](crate::storage::store::dir_key).
        dir: String,
    },
    /// The session was deleted, perhaps by another tab.
    #[error("it is not here any more")]
    NotFound {
        /// The key of the directory.
        dir: String,
    },
    /// Another tab has written to this session since it was read. The caller has to load it again.
    #[error("another tab has changed the session meanwhile")]
    Conflict {
        /// The key of the directory.
        dir: String,
        /// The first number that is taken already.
        seq: u64,
    },
    /// The storage is full. The user can delete sessions or free disk space.
    #[error("storage is full: {reason}")]
    Full {
        /// The message of the storage, or what shows that it is full.
        reason: String,
    },
    /// The stored metadata of the session cannot be read.
    #[error("its record is damaged: {reason}")]
    Damaged {
        /// The key of the directory.
        dir: String,
        /// What is wrong, as a clause.
        reason: String,
    },
    /// The storage does not respond. It is unknown whether the data will be stored.
    #[error("the storage has not answered for {seconds} seconds")]
    Silent {
        /// How long the write has waited.
        seconds: u32,
    },
    /// The storage failed; `reason` is its own error message.
    #[error("storage failed: {reason}")]
    Backend {
        /// The message of the storage.
        reason: String,
    },
}
