//! What the page itself gives as the reason of an error that core passes on or stores as text: values, and the
//! sentences that say so. A log keeps the sentences of a provider that could not be used. Knows no error of core.

abcb_core::sentences! {
    /// Why nothing can answer (the reason of `ProviderError::NotUsable`): sentences.
    pub enum Unusable {
        NotFoundYet = "No model has been found yet.",
        PartMissing = "A part of this page could not be loaded. Try again when you are online.",
        NotAllowed { origin: String } = "This page may not contact {origin} yet. Save that address in the settings: as soon as nothing is running, the page reloads by itself, with your draft, and may contact it.",
        SettingsChanged = "The settings were changed while this was being answered, so nothing more was asked of the server they named before. Try again to ask what answers now.",
        /// The error is a `ConfigFault` as it is written.
        Settings { error: String } = "The stored settings could not be read: {error}.",
        /// The error is an `EndpointError` as it is written.
        Address { error: String } = "The server address in the settings cannot be used: {error}.",
        NoPageModel = "This page has no model of its own. Open a model file in the settings, or choose a server.",
        RunnerMissing = "The part of the page that runs models could not be loaded. Try again when there is a network.",
        WorkerStopped = "The model's worker has stopped.",
        WorkerBroken = "The model in this page has stopped, probably because memory ran out. It is loaded anew with the next question.",
        WorkerSilent = "The model's worker does not answer. Reload the page, or choose another model.",
        NoWorker { reason: String } = "The browser starts no worker: {reason}.",
        Nowhere { name: String } = "The model {name} is neither kept in this browser nor beside this page. Choose its file again in the settings.",
        NotFetched { url: String, status: u16 } = "The model could not be fetched from {url}: HTTP {status}.",
        Offline = "The model could not be fetched: there is no network, or the server of this page does not answer.",
        PartUnreadable = "The half that was kept of the model cannot be read.",
        Incomplete { loaded: u64, total: u64 } = "Only {loaded} of {total} bytes of the model arrived.",
        OverLimit { size: String } = "A model in this page can have 3.6 GB at most, and this one has {size}. A model server can run it.",
        NoMemory { needed: String, memory: String } = "This model needs {needed} of memory, and this device has {memory}. Choose a smaller one, or a model server.",
    }
}

abcb_core::sentences! {
    /// What the engine says of a model file that it cannot run: clauses. The engine is another program, with errors of
    /// its own.
    pub enum EngineFault {
        NotGguf = "this is not a GGUF file: it does not start with the letters GGUF",
        GgufVersion { version: u32 } = "GGUF version {version} is not supported; versions 2 and 3 are",
        Unreadable { error: String } = "the file cannot be read: {error}",
        Tokenizer { error: String } = "the file's tokenizer cannot be used: {error}",
        TryServer { reason: String } = "{reason}; a local model server may be able to run this file",
        Template { reason: String } = "the model's chat template fails: {reason}",
    }
}

abcb_core::sentences! {
    /// What the browser or the network did not do, where the page has better words than the browser: clauses.
    pub enum BrowserFault {
        WriteLost = "the browser did not keep the write",
        DatabaseClosed = "the database was closed, most likely for a newer version of the page in another tab; reload this one",
        PartMissing = "a part of the page could not be loaded; try again when there is a network",
        NoStorage = "this browser keeps no data for this page",
        SettingsUnreadable = "the stored settings are not readable; choose a model in the settings first",
        NoAnswer { seconds: u32 } = "no answer within {seconds} s",
        SandboxMissing = "the place where code runs could not be loaded",
        PermissionLapsed { name: String } = "the permission to use the directory `{name}` has lapsed; it can be given again",
        NoFileWriting = "this browser does not let a page write files",
    }
}
