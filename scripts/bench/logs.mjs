// Test sessions: conversations of any length, as an event log for the page and as a record for the floor.

const answerText = (turn) => `Answer ${turn}. The **kettle** turns electric current into heat; almost nothing is lost:

1. Current flows through the element.
2. The element warms the water; \`100 °C\` is the end.

Steam reaches the switch after ${turn} seconds and it opens, so the water never boils away.`;

const questionText = (turn) => `Question ${turn}: how does the kettle know when the water boils?`;

/** The last answer of every conversation ends with these words. */
export const endMarker = "These are the last words.";

/** Returns `count` messages, alternating questions and answers. */
export function conversation(count) {
  return Array.from({ length: count }, (_, index) => {
    const turn = Math.floor(index / 2) + 1;
    if (index % 2 === 0) return { role: "user", content: questionText(turn) };
    return { role: "assistant", content: index === count - 1 ? `${answerText(turn)}\n\n${endMarker}` : answerText(turn) };
  });
}

/** Returns the events of one exchange, as a run without tools logs them: question, run, step, one checkpoint, answer, end. */
function exchange(question, answer, parent, seq) {
  const step = seq + 2;
  const start = answer.slice(0, 40);
  return [
    { kind: "user_message", content: question, parent },
    { kind: "run_started", provider: "server", base_url: "http://127.0.0.1:8080/v1", model: "test-model" },
    { kind: "step_started", parent: seq },
    { kind: "response_delta", message: step, content: start },
    { kind: "model_response", content: answer, message: step, finish_reason: "stop", model: "test-model", usage: { completion_tokens: 80 } },
    { kind: "final_answer", content: answer, message: step },
    { kind: "run_ended", status: "completed", reason: "" },
  ];
}

/** Returns the conversation as the page's records: the events and the entry of the session list. */
export function toRecords(id, messages, at) {
  const events = [{ kind: "session_started", session_id: id, created_at: at }];
  let parent = 0;
  for (let index = 0; index < messages.length; index += 2) {
    const seq = events.length + 1;
    events.push(...exchange(messages[index].content, messages[index + 1].content, parent, seq));
    parent = seq + 2;
  }
  const records = events.map((event, index) => {
    const head = { seq: index + 1, at: at + index };
    return { ...head, kind: event.kind, line: JSON.stringify({ ...head, ...event }) };
  });
  const meta = { id, created_at: at, updated_at: at + records.length, excerpt: messages[0]?.content ?? "", last_seq: records.length };
  return { dir: `.abcb/sessions/${id}`, meta, records };
}
