// Seeds the page's database with sessions that would take too long to create in the page.

import type { Page } from "@playwright/test";

/** Stores `count` sessions of three exchanges each, numbered from the newest; the page must have been opened once. */
export async function seedSessions(page: Page, count: number, now = Date.now()) {
  await page.evaluate(
    ([count, now]) =>
      new Promise<void>((resolve, reject) => {
        const filler = "The quick brown fox jumps over the lazy dog. ".repeat(8);
        const request = indexedDB.open("abcb");
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const transaction = request.result.transaction(["sessions", "events"], "readwrite");
          transaction.onerror = () => reject(transaction.error);
          transaction.oncomplete = () => {
            request.result.close();
            resolve();
          };
          for (let number = 0; number < count; number += 1) {
            const at = now - number * 3_600_000;
            const id = `sess-${at}`;
            const dir = `.abcb/sessions/${id}`;
            const events: { kind: string; [field: string]: unknown }[] = [{ kind: "session_started", session_id: id, created_at: at }];
            for (let index = 0; index < 3; index += 1) {
              events.push({ kind: "user_message", content: `Question ${index} of session ${number}?` });
              events.push({ kind: "model_response", content: `Answer ${index} of session ${number}. ${filler}`, finish_reason: "stop" });
            }
            const meta = { id, created_at: at, updated_at: at, excerpt: `Question 0 of session ${number}?`, last_seq: events.length };
            transaction.objectStore("sessions").put(meta, dir);
            events.forEach((event, index) => {
              const seq = index + 1;
              const line = JSON.stringify({ seq, at, ...event });
              transaction.objectStore("events").put({ seq, at, kind: event.kind, line }, [dir, seq]);
            });
          }
        };
      }),
    [count, now] as const,
  );
}
