### The page's texts in English, and what every other language is complete against.
### A key names the place and the meaning of its text; CONTRIBUTING.md tells how to add a language.

## Words used in many places

action-cancel = Cancel
action-close = Close
action-copy = Copy
action-delete = Delete
action-delete-named = Delete { $name }
action-edit = Edit
action-export = Export
action-reload = Reload
action-remove = Remove
action-save = Save
action-stop = Stop
action-undo = Undo
loading = Loading…
loading-progress = { $done } of { $all } ({ $percent }%)
count-of = { $n } of { $all }
percent = { $percent }%
message-count =
    { $n ->
        [one] 1 message
       *[other] { $n } messages
    }
file-size =
    { $n ->
        [one] 1 byte
       *[other] { $n } bytes
    }
copy-done = Copied
copy-not-allowed = Not allowed
copy-refused = The browser did not allow copying.
call-result = Result

## The page as a whole, its frame and its sidebar

page-broken = Something went wrong in abcb. What was saved is safe.
start-failed = abcb could not be loaded. Check the connection, then reload the page.
start-framed = abcb does not run inside another page. Open it in a tab of its own.
start-slow = abcb is still loading. If this goes on, check the connection and reload the page.
part-missing = This part of the page could not be loaded. Without a network, try again when there is one; if the page has been renewed since it was opened, reload it.
shell-skip = Skip to message box
frame-offline = This computer has no network, so { $url } cannot be reached. Retrying automatically.
frame-unreachable = Can't reach { $url }. Either no server is running there, or it does not allow requests from this page (CORS). Retrying automatically.
frame-unreachable-again = Can't reach { $url } any more. Retrying automatically.
storage-closed = the database was closed, most likely for a newer version of the page in another tab; reload this one
storage-part-missing = a part of the page could not be loaded; try again when there is a network
storage-fallback = IndexedDB did not open, so sessions are kept in a small fallback storage. Sessions stored earlier are not lost, but not shown.
storage-newer = A newer version of abcb has stored the sessions in this browser, and this one leaves them alone. Reload the page to get the newer version.
storage-held = An older version of abcb is open in another tab and holds the stored sessions. Close that tab or reload it; this page then goes on.
storage-upgrading = The stored sessions are being brought to this version of abcb. Nothing has to be done.
storage-none = This browser keeps no data for this page: sessions are gone when the tab is closed. Export what you want to keep.
storage-slow = The storage has not answered for 5 seconds. What you asked for is done once it answers. If it does not, close other tabs of this page, then reload this one.
storage-unavailable = IndexedDB did not open, and what would take its place could not be loaded. Reload the page.
storage-write-lost = the browser did not keep the write
banner-retry = Retry
banner-server-found = { $server } was found at { $url }.
banner-unknown-server-found = An OpenAI-compatible server was found at { $url }.
banner-use-server = Use it
update-ready = A new version of this page is ready.
update-ready-answering = A new version of this page is ready. Reloading now would cut the answer that is coming.
update-ready-evaluating = A new version of this page is ready. Reloading now would end the evaluation.
notice-hide = Hide this message
sidebar-close = Close the list of sessions
sidebar-empty = Your sessions will appear here.
sidebar-import = Import…
sidebar-model-very-small = very small
sidebar-model-very-small-hint = A very small model running in this tab. It is often wrong. Connect a server or load a larger model in the settings.
sidebar-pinned = Pinned
sidebar-search = Search sessions
sidebar-search-hint = Search titles and messages
session-answering = answering
session-damage =
    { $n ->
        [one] 1 record of this session could not be read ({ $damage }). The rest is here.
       *[other] { $n } records of this session could not be read ({ $damage }). The rest is here.
    }
session-deleted-elsewhere = This session was deleted in another tab.
session-more = More for { $title }
session-new = New session
session-not-here = This session is not here: it was deleted, or it is kept in another browser. Choose another from the list, or import its file.
session-offline = offline
session-pin = Pin
session-rename = Rename
session-select = Select
session-title = Session
session-title-field = Title
session-unpin = Unpin
session-unreadable = The session could not be read: { $error }.
session-untitled = Untitled
sessions-delete-failed = Not every session could be deleted: { $error }.
sessions-deleted =
    { $n ->
        [one] Session deleted
       *[other] { $n } sessions deleted
    }
sessions-list-unreadable = The list of sessions could not be read: { $error }.
sessions-restore-failed = Not every session could be brought back: { $error }.
sessions-select-all = Select all
sessions-select-done = Done
sessions-select-none = Select none
sessions-selected = Selected sessions
sessions-selected-count =
    { $n ->
        [one] 1 selected
       *[other] { $n } selected
    }
sessions-selected-none = None selected
sessions-title = Sessions
search-more-messages =
    { $n ->
        [one] 1 more message
       *[other] { $n } more messages
    }
search-no-matches = No matches.
search-no-titles = No matching titles. Type two letters or more to search messages.
search-on-other-branch = This message is on another branch. Turn to it when the answer that is coming is there, or stop it.
search-other-branch = on another branch
search-role-assistant = Answer
search-role-system = Instructions
search-role-tool = Tool
search-role-user = You
search-running = Searching…
search-sessions-count =
    { $n ->
        [one] 1 session
       *[other] { $n } sessions
    }
search-show-more = Show more
search-unreadable =
    { $n ->
        [one] 1 session could not be read.
       *[other] { $n } sessions could not be read.
    }
day-earlier = Earlier
day-month = This month
day-today = Today
day-week = This week
day-yesterday = Yesterday
header-export-hint = Export messages (JSON)
header-export-rest = {" "}this session as JSON
header-more = More for this session
header-prompt-set = is set
header-runs-hint = What the runs of this session did
header-runs-rest = {" "}of this session
announce-answer-complete = Answer complete.
announce-answering = Answering…
announce-stopped = Stopped.

## The empty page and its examples

empty-answered-by-page = Answered by { $model }, running in this tab. Nothing you write leaves this computer.
empty-answered-by-server = Answered by { $model } on { $server }. Your messages are sent only there.
empty-answered-by-unknown-server = Answered by { $model } on an OpenAI-compatible server. Your messages are sent only there.
empty-answered-by-very-small = Answered by { $model }, a very small model running in this tab. It is often wrong. Connect a server or load a larger model for better answers. Nothing you write leaves this computer.
empty-choose-model = Choose a model
empty-demo = Demo mode: no model answers, your messages are repeated.
empty-example-add = Add 1234.5 and 987.6.
empty-example-add-hint = a tool does the math
empty-example-bold = Show me **bold**, `code` and a list.
empty-example-bold-hint = see how answers are drawn
empty-example-cat = Suggest three names for a cat.
empty-example-cat-hint = a short list
empty-example-files = What files are in my workspace?
empty-example-files-hint = the agent looks at its files
empty-example-haiku = Write a haiku about the sea.
empty-example-haiku-hint = see the answer stream in
empty-example-hash = Explain how a hash table works, with a short example.
empty-example-hash-hint = code is coloured
empty-example-hello = Hello!
empty-example-hello-hint = your message comes back
empty-example-help = What can I do here?
empty-example-help-hint = try sending, editing and searching
empty-example-plan = Help me plan a weekend in a city I don't know.
empty-example-plan-hint = a conversation
empty-example-sky = Why is the sky blue?
empty-example-sky-hint = a plain question
empty-example-table = Show a small table of three planets and their moons.
empty-example-table-hint = tables, lists and code are drawn
empty-example-train = Remember that my train leaves at 8:15.
empty-example-train-hint = the agent asks before it writes a note
empty-no-model = No model is available now. Your messages are saved; ask again once one is.
empty-servers = To connect a model, start a server on this machine:
empty-servers-or = or
empty-servers-rest = , then look again.
empty-title = What can I help with?

## The message box

composer-agent-hint = The agent may use tools
composer-agent-title = Tools, notes, files and evaluation
composer-attach = Attach files
composer-attached = Attached files
composer-drop = Drop files to attach them
composer-keys-hint = Enter to send, Shift+Enter for a new line
composer-message = Message
composer-placeholder = Write a message
composer-send = Send
composer-step = Step { $step } of { $all }
queue-after-answer = Will be sent after this answer
queue-after-decision = Will be sent once you have decided about the tool call
queue-before-next-step = The agent gets it before its next step
queue-edit = Edit this queued message
queue-remove = Remove this queued message
queue-title = Queued messages
queue-unsaved = Message that is not saved yet
queue-unsaved-hint = Not saved yet. It is sent once the storage has taken it.
attach-damaged = { $name } is damaged: what could not be read stands there as �.
attach-encoding-guessed = { $name } is not UTF-8. It was read as { $encoding }; check it if letters look wrong.
attach-model-blind = The model that answers cannot see pictures, so { $name } was not attached. Choose a model server with a model that sees.
attach-pasted-text = Pasted text
attach-text-full = { $name } does not fit: the text files of one message can have { $most } KB in total. Send it with the next message.
attach-too-large = { $name } is too large. The limits are { $text } KB for text and { $picture } MB for images.
attach-too-many-images = A message can have { $most } images; { $name } was left out.
attach-unreadable = { $name } could not be read: { $reason }.
attach-unsupported = { $name } cannot be attached. Text files and PNG, JPEG, WebP or GIF images can.
attachment-contents = Contents of { $name }
attachment-not-shown = This cannot be shown.
attachment-remove = Remove { $name }
attachment-unpack = Insert as text
attachment-unpack-named = Insert { $name } as text
attachments-model-blind = The model that answers now cannot see pictures. Remove them or choose another model.
attachments-vision-unknown = The server does not say whether its model sees pictures; one that does not will refuse them.
suggestion-hint = Tab sends the question to be answered with this tool; Enter sends it without
suggestion-key = Tab
suggestion-use = Use { $tools } for this?
send-needs-answer = An answer is coming. Wait for it or stop it first.
send-needs-approval = A tool call is waiting for your approval. Allow or deny it first.
slash-title = Commands and prompts
command-agent = Switch the agent on or off
command-continue = Continue the last answer
command-export = Export this session
command-keys = Show keyboard shortcuts
command-new-session = Start a new session
command-open-prompts = Open the prompt library
command-open-settings = Open the settings
command-regenerate = Regenerate the answer
command-stop = Stop the answer
prompt-change = Change
prompt-change-named = Change { $name }
prompt-empty = No prompts yet. Prompts are texts you reuse: type / and the prompt's name in the message box.
prompt-insert = Insert
prompt-name = Name
prompt-name-rule = A name is one word of letters, digits, - and _, at most 40 of them.
prompt-name-taken = There is a prompt called { $name } already.
prompt-new = New prompt
prompt-placeholder-hint = Write {"{{"}language{"}}"} for what is to be filled in when the prompt is used.
prompt-text = Text
prompt-text-missing = A prompt without text would do nothing.
prompt-title = Prompts
prompt-to-fill = To fill in: { $names }
prompt-use-named = Use { $name }

## The conversation

transcript-answer-it = Answer it
transcript-scroll-to-bottom = Scroll to bottom
transcript-title = Conversation
messages-asking-server = Finding out what the model can do…
message-copy = Copy this message
message-delete = Delete this message and its replies
message-delete-version = Delete this version
message-deleted = Message and replies deleted
message-earlier-version = Earlier version
message-edit = Edit this message
message-fork = Fork into a new session
message-later-version = Later version
message-more = More
message-more-title = More for this message
message-show-all = Show all { $size } KB
message-source = View source
edit-send = Send the edited message
edit-title = Edit the message
answer-continue = Continue
answer-cut-filter = cut by the server's content filter
answer-cut-length = cut at the token limit
answer-cut-repetition = cut, since it repeated itself
answer-ended-by-server = ended by the server: { $reason }
answer-in-other-tab = Being answered in another tab.
take-over = Take over
session-taken-over = Another tab has taken over this session. The answer was stopped here; its text is kept.
answer-loading-model = Loading the model
answer-loading-progress = Loading the model, { $progress }
answer-not-formatted = This answer could not be formatted; it is shown as plain text.
answer-page-closed = The page was closed before the answer was complete.
answer-reading = Reading the conversation, { $done } of { $all } tokens
answer-regenerate = Regenerate
answer-regenerate-hint = Another answer to the same question
answer-regenerate-with = Regenerate with another model
answer-speed = { $n } tokens/s
answer-stalled = The model has sent nothing for a minute. Keep waiting, or stop the answer.
answer-stopped = stopped
answer-stopped-early = stopped before the first token
answer-thinking = Thinking
answer-tokens =
    { $n ->
        [one] 1 token
       *[other] { $n } tokens
    }
answer-try-again = Try again
answer-waiting = Waiting for the first token
answer-waiting-turn = Waiting until the model in the page has finished another answer
answers-formulas-missing = What draws formulas could not be loaded, so they are shown as they are written. The next formula tries again.
answers-highlighter-missing = The highlighter could not be loaded, so code is shown without colours. The next code tries again.
answers-missing = What formats answers could not be loaded, so they are shown as plain text. The next answer tries again.
question-unanswered = This question has no answer yet.
context-assumed = The server does not say how large its context is, so a size of { $n } tokens was assumed.
context-left-out =
    { $n ->
        [one] An earlier message no longer fits this model's context and was not sent.
       *[other] Earlier messages ({ $n }) no longer fit this model's context and were not sent.
    }
context-shortened =
    { $n ->
        [one] A long tool call or result was sent shortened, so that it fits.
       *[other] Long tool calls or results ({ $n }) were sent shortened, so that they fit.
    }
shortfall-announced-call = The server says that the model called a tool, but it sent no call. Try again.
shortfall-empty = The model sent an empty answer. Try again, or rephrase the question.
shortfall-only-thoughts = The model only thought and gave no answer. Try again, or rephrase the question.
shortfall-unoffered-call = The model called a tool, though no tool was offered to it, so nothing was run. With the agent on, it can use tools.
problem-advice-again = Try again.
problem-advice-more-steps = Rephrase the question, or allow the agent more steps.
problem-advice-rephrase = Rephrase the question, or choose another model.
problem-context = The conversation is longer than the model can read.
problem-context-advice = Start a new session, or start the server with a larger context.
problem-context-sizes = The conversation is longer than the model can read ({ $n } of { $all } tokens).
problem-http = The server answered with an error (HTTP { $status }).
problem-http-advice = Try again. If this continues, check the server log.
problem-in-band = The server reported an error while it was answering.
problem-interrupted = The connection broke before the answer was complete ({ $detail }).
problem-loading = The server is still loading its model.
problem-loading-advice = Try again in a moment.
problem-no-part-arrived = No part of the answer had arrived. Try again.
problem-no-type = no type
problem-open-settings = Open the settings to fix it.
problem-part-unreadable = Part of what the server sent could not be read, so this answer may be incomplete. The run's events show what it was.
problem-partial-kept = The partial answer was kept. Continue from here or try again.
problem-redirected = The server at { $url } redirects to another address.
problem-redirected-advice = Nothing was sent there, because your messages and your API key belong to the address in the settings. If you trust the new address, enter it there.
problem-repetition = The answer was stopped because it repeated itself.
problem-script-ended = The script has no more replies.
problem-server-said = The server said:
problem-tools-unsupported = { $model } does not accept tools in a request. The agent describes them in the text and asks for JSON instead.
problem-unauthorized = The server requires a valid API key (HTTP { $status }).
problem-unauthorized-advice = Enter the server's API key in the settings and try again.
problem-unexpected-body = This address returned { $kind }, not a chat completion.
problem-unexpected-body-advice = The address in the settings may belong to another program. It should be an OpenAI-compatible server.
problem-unfinished = The stream ended before the server said the answer was complete.
problem-unreachable = No answer from { $url }.
problem-unreachable-advice = Either no server is running there, or it does not allow requests from this page (CORS). Start the server, or check the address in the settings.
compare-call-arguments = Arguments
compare-differences = Highlight differences
compare-differences-hint = Shows the texts unformatted and highlights the words that differ
compare-left = Left
compare-messages-follow =
    { $n ->
        [one] 1 message follows
       *[other] { $n } messages follow
    }
compare-right = Right
compare-shown = Currently shown
compare-speed = Tokens per second
compare-title = Compare versions
compare-use = Use this version
compare-version = Version { $n } of { $all }
forked-from = Forked from “{ $title }”
forked-from-missing = Forked from a session that no longer exists
fork-done = Forked into a new session. The original is unchanged.
fork-failed = The new session could not be written: { $error }.
fork-in-page = in this tab
fork-server = { $server } on { $address }
fork-title = { $title } (fork)
fork-title-numbered = { $title } (fork { $n })
menu-current-model = current
menu-looking-for-models = Looking for models…
menu-no-models = No model was found. Start a server or open a model file in the settings.
instructions-about = What the model is told before the conversation
instructions-copy = Copy the system prompt
instructions-edit = Edit the system prompt
instructions-hint = Applies to this session from the next answer. The agent adds what it needs to use its tools.
instructions-placeholder = For example: You are a patient teacher. Answer in short sentences.
instructions-title = System prompt
instructions-use = Use for this session
preset-default = Default
preset-default-hint = New sessions start with this prompt
preset-delete = Delete the preset “{ $name }”
preset-name = Name of a new preset
preset-replace = Replace
preset-save = Save preset
preset-save-as = Save as preset…
preset-save-hint = Keep a system prompt under a name to use it again in other sessions.
preset-title = Presets

## Parts of an answer, drawn by the page's scripts

code-copy = Copy code
code-wrap = Wrap
code-wrap-long = Wrap long lines
table-title = Table
task-todo = to do
diagram-drawing = Drawing…
diagram-failed = This diagram cannot be drawn: { $reason }
diagram-library-missing = What draws diagrams could not be loaded. Try again when there is a network.
diagram-show = Show diagram
diagram-title = Diagram
diagram-too-slow = This diagram takes too long to draw, so it was stopped.
image-allow = This page may not contact { $host } yet. Allow it in this tab and reload
image-failed = The image could not be shown: { $reason }.
image-load = Load image from { $host }
image-not-an-image = this is no image
image-too-large = it is larger than 20 MB
image-unreachable = { $host } is not reachable, or does not let other pages read its images. Follow the link to see it there.
footnote-back = Back to the text

## Tool calls and approval

call-copy-output = Copy the whole output
call-page-closed = The page was closed before the run went on.
call-request = What the model asked for
call-resume = Resume
call-status-approval = needs approval
call-status-denied = denied
call-status-done = done
call-status-failed = failed
call-status-running = running
call-status-skipped = not run
call-status-unclear = may have run or not
call-status-waiting = waiting
call-told = What the model was told
call-why = Why
approval-allow-always = Always allow
approval-allow-always-hint = Later calls of this tool run without asking in every session; the list of tools takes it back
approval-allow-once = Allow once
approval-allow-session = Allow for this session
approval-allow-session-hint = Later calls of this tool in this session run without asking
approval-cannot-call = The tool cannot be called like this: { $reason }.
approval-decided-before = This call was decided before, here or in another tab.
approval-deny = Deny
approval-question = May { $tool } run?
approval-question-edit = Allow { $tool }? You can edit this first.
approval-reason = Reason for denying (optional)
approval-run-again = Run it again
approval-unclear = { $tool } was begun when the page was closed. It may have run. Run it again?
approval-unreadable = { $argument } is no longer what it was: a number, a list or true or false.
approval-waiting = Waiting for your approval
denied-by-fork = The session was forked before this was decided.
denied-by-import = The session was imported before this was decided.
feedback-last-step = The last step was reached, so the model was asked to answer.
feedback-repeated-call = The model repeated a tool call although it had its result.
feedback-repetition = The model was told that it repeats itself.
feedback-unreadable = The model's reply could not be read.
feedback-unusable-call = The model's tool call could not be used.
tool-calculate-about = Adds two numbers and gives their exact sum.
tool-echo-about = Repeats a text word for word.
tool-error-arguments = the arguments do not fit: { $reason }
tool-error-failed = the tool could not be used: { $reason }
tool-error-timeout = it was given up after { $n } seconds
tool-error-unknown = there is no tool named { $tool } any more
tool-list-files-about = Lists the names of the files in a directory of the workspace.
tool-read-file-about = Reads a text file of the workspace and gives its content.
tool-run-code-about = Runs JavaScript without network or page and gives what it logs and the value of its last expression.
tool-sandbox-missing = the place where code runs could not be loaded
tool-save-note-about = Saves a note so that it is remembered in later conversations.
tool-search-notes-about = Searches the notes saved in this and earlier conversations.
tool-write-file-about = Writes a text file in the workspace. A file of that name is replaced.

## Runs: their summary, timeline, events and replay

run-corrections = Corrections
run-denied = Denied
run-events = Events
run-events-more = Show { $n } more
run-failed = Failed
run-format-guided = chosen by the words of the question
run-format-json = JSON schema
run-format-native = Native (the model's own format)
run-model-time = Model time
run-server = Server
run-status-cancelled = cancelled
run-status-completed = completed
run-status-failed = failed
run-status-interrupted = interrupted
run-status-max-steps = max steps exceeded
run-status-open = open
run-status-stuck = stuck
run-status-timed-out = timed out
run-steps = Steps
run-summary = Summary
run-time = Time
run-tokens-read = Tokens read
run-tokens-written = Tokens written
run-tool-format = Tool format
run-tool-time = Tool time
run-tools-called = Tools called
run-trace = Export trace
run-trace-hint = As OpenTelemetry JSON, for Jaeger, Phoenix or Langfuse
run-waiting-time = Waiting for you
runs-choose = Which run
runs-close = Close the runs
runs-empty = No run yet. Every answer is a run; it appears here as it happens.
runs-place = Run { $n } of { $all }
runs-title = Runs
runs-unreadable = The log could not be read: { $error }.
replay-close = Back to the session
replay-next = Next event
replay-pause = Pause
replay-play = Play
replay-position = Position
replay-previous = Previous event
replay-title = Replay
timeline-decision = Your decision
timeline-step = Step { $n }
timeline-step-answer-only = Step { $n }, answer only
timeline-title = Timeline
timeline-tool = tool
end-after-mistakes = { $what } This happened { $n } times, so the run was ended.
end-last-step-called = The run met its limit of steps; the model still asked for a tool.
end-looping = The model's thoughts repeated themselves without end.
end-minutes = The run met its limit of { $minutes } minutes.
end-same-call = The model called { $tool } with the same arguments { $n } times and always got the same result.
end-steps =
    { $n ->
        [one] The run met its limit of 1 step.
       *[other] The run met its limit of { $n } steps.
    }
end-steps-because =
    { $n ->
        [one] The run met its limit of 1 step. { $what }
       *[other] The run met its limit of { $n } steps. { $what }
    }
output-error-arguments = The model called `{ $tool }`, but { $reason }.
output-error-cut-off = The model's call was cut off before it was complete.
output-error-looping = The model's thoughts repeated themselves, so they were cut off.
output-error-no-call = The model's reply was neither an answer nor a call in the form it was told to use.
output-error-repeated-call = The model called `{ $tool }` again, although it had its result.
output-error-unknown-tool = The model called `{ $tool }`, which is not a tool.

## The agent's pages

agent-files-add = Add files
agent-files-allow-again = Allow it again
agent-files-choose = Use a folder on my disk
agent-files-download = Download { $name }
agent-files-empty = No files yet.
agent-files-hint = The agent can only use files in this folder, and asks before writing.
agent-files-on-disk = A folder on your disk:
agent-files-permission = The browser asks for permission again.
agent-files-private = A private folder in this browser.
agent-files-title = Files
agent-files-use-private = Use the private folder
agent-max-steps = Maximum steps per run
agent-sections = Agent sections
agent-title = Agent
agent-tool-always-allowed = always allowed
agent-tool-ask = Ask for approval
agent-tool-asks = asks for approval
agent-tool-automatic = runs automatically
agent-tool-calling = Tool calling
agent-tool-calling-auto = Automatic
agent-tool-calling-hint = A model server gets the tools in its model's own format; the model in the page is held to a JSON schema.
agent-tool-switch = { $action }: { $tool }
agent-tools-hint = With the agent on, the model may use these tools to answer. What changes something asks you first.
agent-tools-missing = The agent's tools could not be loaded. Try again when there is a network, or reload the page.
agent-tools-title = Tools
notes-add = Add
notes-delete = Delete this note
notes-edit = Edit this note
notes-empty = No notes yet. Ask the agent to remember something, or write a note here.
notes-failed = The notes could not be read or written: { $error }.
notes-hint = Notes are shared across sessions: what the agent notes in one, it finds in another.
notes-new = A new note
notes-note = The note
notes-title = Notes
evaluation-ended = The evaluation has ended: { $n } of { $all } passed.
evaluation-hint = Tasks with known outcomes, given to the model that answers now. They use notes and files of their own, and no tool that asks. A small model in the page takes some minutes.
evaluation-left = { $n } left
evaluation-passed = Passed
evaluation-progress = Evaluation: { $n } of { $all }
evaluation-repeats = Repeats per task
evaluation-score = { $n } of { $all } passed ({ $percent }%)
evaluation-show = Show
evaluation-start = Start
evaluation-task = Task
evaluation-title = Evaluation
evaluation-valid-json = Valid JSON in { $n } of { $all } replies held to a schema.
evaluation-waiting = Evaluation: waiting for what answers

## The command palette and the keyboard

palette-agent-files = Files of the agent
palette-agent-tools = Tools of the agent
palette-evaluation = Evaluation of the agent
palette-export = Export this session as JSON
palette-export-history = Export this session with its history
palette-export-html = Export this session as HTML
palette-export-markdown = Export this session as Markdown
palette-import = Import sessions from files
palette-language-de = Language: German
palette-language-en = Language: English
palette-language-pl = Language: Polish
palette-language-system = Language: browser default
palette-network = Open the network record
palette-notes = Notes of the agent
palette-prompt = Prompt
palette-results = Results
palette-results-count =
    { $n ->
        [one] 1 result
       *[other] { $n } results
    }
palette-search = Search commands and sessions
palette-theme-dark = Theme: dark
palette-theme-light = Theme: light
palette-theme-system = Theme: system default
palette-title = Commands and sessions
keys-title = Keyboard shortcuts
key-copy-answer = Copy the last answer
key-ctrl = Ctrl
key-focus-message = Focus message box
key-new-line = Insert a new line
key-runs = Runs of this session
key-send = Send the message
key-session-above = Session above
key-session-below = Session below
key-shift = Shift
key-toggle-agent = Agent on or off
key-toggle-sessions = Show or hide the sessions

## Settings

settings-address = Address
network-clear = Clear
network-empty = Nothing is listed: since it was opened or the list was cleared, this page has sent no request to any server but its own.
network-for-answers = answers
network-for-facts = facts about a model
network-for-models = list of models
network-for-other = other: an image that you loaded, or a script that is not this page's own
network-hint = What this tab has exchanged with servers since it was opened or the list was cleared. The list survives a reload and ends with the tab. The page's own files are left out.
network-policy = The browser lets this page contact its own server, this machine and the server in the settings. Anything else is refused and counted here.
network-received = Received
network-refused = Refused
network-requests = Requests
network-sent = Sent
network-times = First at { DATETIME($first, timeStyle: "medium") }, last at { DATETIME($last, timeStyle: "medium") }
network-title = Network
settings-answer-with = Answer with
settings-api-key = API key
settings-api-key-hint = Sent only to this address. Stored apart from the other settings, and never exported.
settings-api-key-none = none
settings-appearance = Appearance
settings-data = Data
settings-data-hint = All settings in one file, for another browser or as a backup. API keys are not included; re-enter them after importing.
settings-export = Export settings
settings-file-empty = The file holds no text.
settings-file-is-sessions = This is a file of sessions. It is imported below the list of sessions.
settings-file-unknown-json = This is JSON, but no file of settings.
settings-file-unusable = The settings in the file cannot be used: { $error }.
settings-find-servers = Find local servers
settings-http = The server answered with HTTP { $status }: { $message }
settings-import = Import settings…
settings-import-apply = Apply
settings-import-count =
    { $n ->
        [one] 1 setting will be changed:
       *[other] { $n } settings will be changed:
    }
settings-import-default = as usual
settings-import-discard = Discard
settings-import-off = off
settings-import-on = on
settings-import-same = These settings are in use already.
settings-imported = Settings imported
settings-key-in-browser = in this browser
settings-key-in-tab = in this tab only
settings-key-place = Keep the key
settings-key-place-hint = A key in this tab survives a reload and is gone when the tab is closed. Other tabs do not have it.
settings-kind-auto = Automatic: use a local server if one is running
settings-kind-demo = Demo mode (echoes your message)
settings-kind-page = A model in this tab
settings-kind-server = A model server
settings-model-default = Default (whatever is loaded)
settings-no-servers = No server answered on the usual ports.
settings-not-a-server = Something answers at this address, but it is not an OpenAI-compatible server.
settings-not-kept = This holds until the page is loaded again, since it could not be saved: { $reason }.
settings-redirected = The server at { $url } redirects to another address. Nothing was sent there. If you trust it, enter the final address in the settings.
settings-save-failed = The settings could not be saved: { $error }.
settings-sections = Settings sections
settings-server-loading = The server is loading its model.
settings-server-models = The server has { $models }.
settings-server-models-more = The server has { $models } and { $n } more.
settings-server-no-model = The server has no model.
settings-server-on = { $server } on { $url }
settings-storage = Session storage
settings-title = Settings
settings-unauthorized = The server requires a valid API key: { $message }
settings-unreachable = Can't reach { $url }. Either no server is running there, or it does not allow requests from this page (CORS).
settings-unreadable = The stored settings could not be read ({ $error }). Save the settings again to fix this.
appearance-browser-default = Browser default
appearance-comfortable = Comfortable
appearance-compact = Compact
appearance-dark = Dark
appearance-density = Density
appearance-hint = Changes apply immediately.
appearance-language = Language
appearance-light = Light
appearance-system-default = System default
appearance-text-size = Text size
appearance-theme = Theme
language-missing = The words of this language could not be loaded. Choose it again when there is a network.
api-key-bad-character = This API key cannot be sent: character { $n } is { $character }, which no key has. Copy the key again.
api-key-line-end = a line end
api-key-space = a space
address-bad-host = { $host } is no host name
address-bad-path = the path of the address must not hold blanks or control characters
address-bad-port = { $port } is no port: a port is a number from 1 to 65535
address-credentials = the address must not hold a user name or a password: the key has a field of its own
address-empty = the address is empty
address-no-host = the address has no host name
address-query = the address must not have a part after ? or #
address-wrong-scheme = an address starts with http:// or https://, not { $scheme }://
config-no-storage = this browser keeps no data for this page
config-not-object = it is not an object
config-not-text = { $section }.{ $key } is not a text
config-not-whole = { $section }.{ $key } is not a whole number
config-unknown-model-kind = model.kind { $kind } is not known
config-unknown-section = { $section } is not a section
config-unreadable = configuration is not readable: { $reason }
config-unreadable-choose = the stored settings are not readable; choose a model in the settings first

## The data page of the settings: storage and backups

backup-all-saved = Every session is in a backup.
backup-behind =
    { $n ->
        [one] 1 session has gone on in the folder; “Restore from the folder” brings it here.
       *[other] { $n } sessions have gone on in the folder; “Restore from the folder” brings them here.
    }
backup-choose = Choose a backup folder…
backup-choose-other = Choose another folder…
backup-failed = The backup could not write { $path }: { $reason }. Nothing that was in the folder is lost; it is tried again with the next backup.
backup-folder-hint = Choose a folder on this computer, and sessions, notes and settings are written into it after each answer and every hour while this page is open. API keys are not. If another program synchronizes the folder, several machines can use it.
backup-forget = Stop using the folder
backup-into = Backups go into the folder { $name }, after each answer and every hour while this page is open.
backup-lapsed = The permission to write backups into the folder { $name } ended with the last visit. Open Settings → Data and choose “Allow again”.
backup-lapsed-here = The browser ended the permission to use the folder { $name } when the page was closed. Until you allow it again, nothing is backed up.
backup-last =
    { $n ->
        [one] Last backup { $ago } ago: 1 session written.
       *[other] Last backup { $ago } ago: { $n } sessions written.
    }
backup-no-folder = The folder could not be used: { $reason }.
backup-no-folders = This browser does not let a page write into a folder. “Back up now” downloads everything as a ZIP file; keep it somewhere else.
backup-nothing-new = Everything in the folder is here already.
backup-now = Back up now
backup-remind = Remind me once a week of sessions that are in no backup
backup-reminder =
    { $n ->
        [one] 1 session is in no backup. Settings → Data → “Back up now” downloads one; reminders can be turned off there.
       *[other] { $n } sessions are in no backup. Settings → Data → “Back up now” downloads one; reminders can be turned off there.
    }
backup-restore = Restore from the folder…
backup-restore-file = Restore from a file…
backup-title = Backups
backup-unreadable = The backup folder could not be read: { $reason }.
backup-unsaved =
    { $n ->
        [one] 1 session has changed since its last backup.
       *[other] { $n } sessions have changed since their last backup.
    }
restore-busy = “{ $title }” is being answered, so what the folder has of it became a session of its own.
storage-ask = Ask the browser to keep the data
storage-deleted =
    { $n ->
        [one] 1 deleted session can still be undone; its space is free once it cannot.
       *[other] { $n } deleted sessions can still be undone; their space is free once they cannot.
    }
storage-files = The agent's files
storage-free-files = Open the files
storage-free-models = Stored models
storage-free-sessions = Select sessions to delete
storage-models = Models
storage-not-persistent = When the disk is nearly full, this browser may delete what the page has stored. You can ask it not to.
storage-persist-refused = The browser refused: when the disk is nearly full, it may delete what the page has stored. Browsers agree more easily when the page is installed, bookmarked or used often. Keep a backup in any case.
storage-persist-unknown = This browser does not say whether it may delete what the page has stored. Keep a backup.
storage-persistent = The browser has promised to keep the data: only you delete it, here or with the data of this site.
storage-program = The page itself, for use without a network
storage-sessions = Sessions and notes
storage-title = Storage in this browser
storage-unknown = unknown
storage-used = { $used } in use. This browser does not say how much room there is.
storage-used-of = { $used } in use, of about { $room } that this browser gives the page.
storage-used-unknown = This browser does not say how much is in use.
storage-week = This browser deletes everything that the page has stored when you have not used the page for seven days. Install the page (Share → Add to Home Screen; on a Mac File → Add to Dock) and use it from there, or keep a backup.

## Import and export

import-archive-changed = { $path } has been changed since it was exported.
import-archive-damaged = This ZIP archive cannot be read: { $error }.
import-archive-file = { $path } could not be unpacked: { $error }.
import-archive-missing = { $path } is missing from the archive.
import-archive-too-large = This ZIP archive holds more than a page can unpack. Unpack it, and import the files in it.
import-attachments-missing =
    { $n ->
        [one] One attachment of “{ $title }” is not in the file.
       *[other] { $n } attachments of “{ $title }” are not in the file.
    }
import-bytes-replaced = Bytes that are no text were replaced by “�”.
import-calls =
    { $n ->
        [one] It brings 1 tool call with its result.
       *[other] It brings { $n } tool calls with their results.
    }
import-confirm =
    { $n ->
        [one] Add it
       *[other] Add { $n }
    }
import-conversation-left-out = Conversation { $number } is left out: it is not like the others in the file.
import-count =
    { $n ->
        [one] 1 session will be imported. Existing sessions are not changed.
       *[other] { $n } sessions will be imported. Existing sessions are not changed.
    }
import-damaged = This is not an abcb export, or it is damaged: { $error }.
import-damaged-partly = The file is damaged, so only a part of it could be read: { $error }.
import-done =
    { $n ->
        [one] 1 session imported
       *[other] { $n } sessions imported
    }
import-empty = The file is empty.
import-encoding-guessed = The file does not say its encoding. It was read as { $name }.
import-events-not-list = The session's events are not a list, so none was read.
import-grants-lapse = Nothing it allowed or left open counts here: every tool asks again.
import-halves-replaced = Halves of characters were replaced by “�”.
import-is-settings = This is a file of settings. It is imported in the settings, under “Data”.
import-line-left-out = Line { $line } is left out: { $reason }
import-message-left-out = Message { $number } is left out: { $error }.
import-messages-left-out =
    { $n ->
        [one] One message of “{ $title }”, or a part of it, is left out: this page cannot show it.
       *[other] { $n } messages of “{ $title }”, or parts of them, are left out: this page cannot show them.
    }
import-messages-not-list = The session's messages are not a list.
import-newer-version = The file was written by a newer version of this page.
import-no-note = it is not a note
import-no-session = The file has no session.
import-notes =
    { $n ->
        [one] It brings 1 note.
       *[other] It brings { $n } notes.
    }
import-notes-done =
    { $n ->
        [one] 1 note imported
       *[other] { $n } notes imported
    }
import-nothing = Nothing to import.
import-nothing-shown = None of its messages is shown: in the file they are deleted or left behind.
import-open-calls =
    { $n ->
        [one] It brings 1 tool call without a result.
       *[other] It brings { $n } tool calls without results.
    }
import-continues =
    { $n ->
        [one] It goes on where the session here ends: 1 event more.
       *[other] It goes on where the session here ends: { $n } events more.
    }
import-diverged = It went on differently than the session here. Both are kept: this becomes a session of its own.
import-running = Importing { $name }…
import-session-failed = “{ $title }” could not be imported: { $error }.
import-system-messages = Within the conversation the system speaks, which the model is told before all else: “{ $prompt }”
import-system-prompt = It brings a system prompt, which the model is told first: “{ $prompt }”
import-title = Import
import-unknown-format = The file names a format that this page does not know.
import-unknown-json = This is JSON, but neither a session nor an event log.
import-unknown-kind = Line { $line } is kept as it is, but this version does not know its kind: { $kind }
export-all = Export everything
export-all-hint = Every session with its history, and the agent's notes, in one ZIP archive. API keys and settings are not in it.
export-damaged =
    { $n ->
        [one] One event of “{ $title }” could not be read and is missing from the file.
       *[other] { $n } events of “{ $title }” could not be read and are missing from the file.
    }
export-history = Export with history
export-history-hint = Every branch and event; can be imported again
export-html = Export as HTML
export-html-plain = A part of the page could not be loaded, so some answers are plain text in the file. Export it again when you are online.
export-markdown = Export as Markdown
export-read-failed = Not every session could be read: { $error }.
file-unreadable = The file could not be read: { $error }.
file-unwritable = { $name } could not be written: { $reason }.

## Models and servers

model-demo = Demo mode
model-in-page = In this tab
model-looking = Looking for a model
model-none = no model
model-discovery-missing = The part of this page that finds models could not be loaded. The page tries again by itself; if it has been updated since you opened it, reload it.
model-none-detail = No model is available: no server answers on this machine, and this page has no model of its own. Start a server, which is found by itself, or add a model in the settings.
model-none-title = No model
model-part-missing = A part of this page could not be loaded. Try again when you are online.
model-server = Model server
model-server-no-chat-model = The server is up but has no model to chat with. Load or pull one there.
model-server-no-model = The server is up but has no model. Load or pull one there.
model-title = Model
model-waiting = Waiting for { $url }
server-unknown-kind = OpenAI-compatible server
page-model-add = Add a model file (.gguf)
page-model-hint = A GGUF file of the Llama or Qwen family. It is stored in this browser.
page-model-http = The model could not be fetched from { $url }: HTTP { $status }.
page-model-incomplete = Only { $loaded } of { $total } bytes of the model arrived.
page-model-kept = { $model } is stored in this browser, { $size }.
page-model-load-failed = The model could not be loaded. { $error }
page-model-loading = Loading
page-model-loading-progress = Loading, { $progress }
page-model-memory = This model needs { $needed } of memory, and this device has { $memory }. Choose a smaller one, or a model server.
page-model-no-worker = The browser starts no worker: { $reason }.
page-model-none = This page has no model of its own. Open a model file in the settings, or choose a server.
page-model-nowhere = The model { $name } is neither kept in this browser nor beside this page. Choose its file again in the settings.
page-model-offline = The model could not be fetched: there is no network, or the server of this page does not answer.
page-model-over-limit = A model in this page can have 3.6 GB at most, and this one has { $size }. A model server can run it.
page-model-part-unreadable = The half that was kept of the model cannot be read.
page-model-runner-missing = The part of the page that runs models could not be loaded. Try again when there is a network.
page-model-worker-broken = The model in this page has stopped, probably because memory ran out. It is loaded anew with the next question.
page-model-worker-silent = The model's worker does not answer. Reload the page, or choose another model.
page-model-worker-stopped = The model's worker has stopped.
recipient-model-gone = The model that failed is not there any more; { $model } answers.
recipient-run-continues = What this run began with cannot be asked any more; { $model } goes on with it.
recipient-server-changed = The server that failed is not the one in the settings any more; { $model } answers.
template-failure = The model's chat template cannot take this conversation: { $reason }. Try another model, or a session without instructions and tools.
no-provider-address = The server address in the settings cannot be used: { $error }.
no-provider-config = The stored settings could not be read: { $error }.
no-provider-not-allowed = This page may not contact { $origin } yet. Save that address in the settings: as soon as nothing is running, the page reloads by itself, with your draft, and may contact it.
no-provider-settings-changed = The settings were changed while this was being answered, so nothing more was asked of the server they named before. Try again to ask what answers now.
no-provider-yet = No model has been found yet.
gguf-not-gguf = this is not a GGUF file: it does not start with the letters GGUF
gguf-tokenizer = the file's tokenizer cannot be used: { $error }
gguf-try-server = { $reason }; a local model server may be able to run this file
gguf-unreadable = the file cannot be read: { $error }
gguf-version = GGUF version { $version } is not supported; versions 2 and 3 are
provider-error-template = the model's chat template fails: { $reason }
network-reloaded = The page was reloaded so that it may contact { $origin }. Your draft was kept.
network-timeout = no answer within { $n } s

## Saving, and the storage's errors

save-as-file = Save as file
save-answer-failing = The answer is not being saved: { $error }.
save-data-cleared = This session is no longer in the browser's storage: the site's data was cleared, or the session was deleted in another tab. It is only on this page now. Save it as a file to keep it.
save-end-pending = The end of the answer is not saved yet: { $error }. Keep this page open; it is saved as soon as the storage takes it.
save-end-closed = The end of the answer can no longer be saved in this tab: a newer version of abcb in another tab has taken over the stored sessions. Copy the answer, then reload this page.
save-end-unknown = It is not known whether the last words were saved: { $error }. Copy what you need and reload the page.
save-failed = The session could not be saved: { $error }.
save-full = There is no room left to save sessions ({ $error }). Export what you need and delete old sessions.
save-nothing-works = Nothing is being saved: { $error }. Wait, or stop and copy what you need.
conflict-answer-dropped = This session changed in another tab while your message waited, so it was reloaded. Your message is in it but has no answer.
conflict-change-dropped = This session changed in another tab, so it was reloaded. Your change was not made.
conflict-message-dropped = This session changed in another tab, so it was reloaded. Your message was not sent.
conflict-other-tab = This session is being answered in another tab. Wait until it is done.
store-error-backend = storage failed: { $reason }
store-error-conflict = another tab has changed the session meanwhile
store-error-damaged = its record is damaged: { $reason }
store-error-exists = a session with this name exists already
store-error-full = storage is full: { $reason }
store-error-not-found = it is not here any more
store-error-silent = the storage has not answered for { $seconds } seconds

## Errors in what is read: logs, sessions, arguments, the workspace

message-not-object = a message should be an object
message-unknown-role = unknown role `{ $word }`
field-missing = `{ $key }` is missing
field-not-boolean = `{ $key }` should be true or false
field-not-count = `{ $key }` should be a whole number that is not negative
field-not-integer = `{ $key }` should be a whole number
field-not-list = `{ $key }` should be a list
field-not-number = `{ $key }` should be a number
field-not-object = `{ $key }` should be an object
field-not-one-of = `{ $key }` should be one of { $words }
field-not-text = `{ $key }` should be text
field-too-large = `{ $key }` is too large
argument-unknown = there is no argument `{ $key }`
arguments-not-object = the arguments should be an object
event-not-object = an event should be an object
log-event-missing = event { $n } is missing
log-events-missing = events { $first } to { $last } are missing
log-line = line { $line }: { $reason }
log-number-taken = an earlier line has the number { $n } already
log-parent-missing = there is no message { $n } before it
log-unknown-kind = unknown kind `{ $word }`
log-unknown-status = unknown status `{ $word }`
log-wrong-number = event has seq { $seq }, expected { $next }
workspace-failed = the workspace cannot be used: { $reason }
workspace-is-directory = `{ $path }` is a directory
workspace-no-writing = this browser does not let a page write files
workspace-not-directory = `{ $path }` is a file, not a directory
workspace-not-found = there is no `{ $path }` in the workspace
workspace-not-text = `{ $path }` is not a text file
workspace-path-absolute = paths are relative to the workspace, without a leading `/` or `~`
workspace-path-bad = `{ $path }` is not a path in the workspace: { $reason }
workspace-path-bad-name = names are parted by `/` and hold no `\`, `:` or control characters
workspace-path-in-file = a directory in it is a file
workspace-path-parent = `..` leads out of the workspace
workspace-permission-lapsed = the permission to use the directory `{ $name }` has lapsed; it can be given again
workspace-too-large = `{ $path }` is too large: more than 1 MB
