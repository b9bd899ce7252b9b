// The floor: a minimal page that chats with a model server. No Markdown, no log, no branches, no tools; its cost is the cost of
// the browser itself. It has the markers of the real page (test ids, `data-app`, `data-run`), so that the same code measures
// both, and stores its sessions in IndexedDB, one record each.

const { model } = JSON.parse(localStorage.getItem("abcb.config") ?? '{"model":{}}');
const nav = document.querySelector("nav");
const log = document.querySelector("section");
const input = document.querySelector("textarea");
const send = document.querySelector("button");
let messages = [];

const requestResult = (request) => new Promise((resolve, reject) => ((request.onsuccess = () => resolve(request.result)), (request.onerror = reject)));
const opening = indexedDB.open("floor");
opening.onupgradeneeded = () => opening.result.createObjectStore("sessions", { keyPath: "id" });
const database = await requestResult(opening);
const sessions = (mode) => database.transaction("sessions", mode).objectStore("sessions");

function show({ role, content }) {
  const article = document.createElement("article");
  article.dataset.testid = "message";
  article.dataset.role = role;
  article.dataset.status = "complete";
  const body = document.createElement("div");
  body.dataset.testid = "message-body";
  body.textContent = content;
  article.append(body);
  log.append(article);
  return { article, text: body.firstChild ?? body.appendChild(new Text()) };
}

async function open(id) {
  const session = await requestResult(sessions("readonly").get(id));
  messages = session.messages;
  log.replaceChildren();
  messages.forEach(show);
  log.scrollTop = log.scrollHeight;
}

async function list() {
  const ids = await requestResult(sessions("readonly").getAllKeys());
  for (const id of ids) {
    const item = document.createElement("button");
    item.dataset.testid = "session-item";
    item.dataset.sessionId = id;
    item.textContent = id;
    item.onclick = () => open(id);
    nav.append(item);
  }
}

/** Stores sessions for the benchmark. */
window.seed = async (all) => {
  for (const session of all) await requestResult(sessions("readwrite").put(session));
};

async function answer() {
  const content = input.value;
  input.value = "";
  showSend();
  messages.push({ role: "user", content });
  show(messages.at(-1));
  document.body.dataset.run = "running";
  const response = await fetch(`${model.base_url}/chat/completions`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ model: model.model, messages, stream: true }),
  });
  const shown = show({ role: "assistant", content: "" });
  shown.article.dataset.status = "streaming";
  let answerText = "";
  let drawn = 0;
  let frame = 0;
  const draw = () => {
    frame = 0;
    shown.text.appendData(answerText.slice(drawn));
    drawn = answerText.length;
    log.scrollTop = log.scrollHeight;
  };
  let incompleteLine = "";
  const decoder = new TextDecoder();
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (incompleteLine + decoder.decode(value, { stream: true })).split("\n");
    incompleteLine = lines.pop();
    for (const line of lines) {
      if (!line.startsWith("data: {")) continue;
      answerText += JSON.parse(line.slice(6)).choices[0]?.delta.content ?? "";
    }
    frame ||= requestAnimationFrame(draw);
  }
  cancelAnimationFrame(frame);
  draw();
  messages.push({ role: "assistant", content: answerText });
  shown.article.dataset.status = "complete";
  document.body.dataset.run = "idle";
}

const showSend = () => (send.disabled = input.value.trim() === "");
input.oninput = showSend;
send.onclick = () => void answer();

input.onkeydown = (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  void answer();
};

showSend();
await list();
document.body.dataset.run = "idle";
document.body.dataset.app = "ready";
