// Reads and checks what the page has stored, as another program would see it.

import { expect, type Page } from "@playwright/test";

export type StoredEvent = { seq: number; kind: string; content?: string; title?: string; pinned?: boolean };
export type StoredLog = { id: string; isDeleted: boolean; lastSeq: number; title?: string; events: StoredEvent[] };

/** Returns the logs of all sessions in the page's database. */
export const readLogs = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<StoredLog[]>((resolve, reject) => {
        const opening = indexedDB.open("abcb");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const transaction = database.transaction(["sessions", "events"]);
          const sessions = transaction.objectStore("sessions").getAll();
          const keys = transaction.objectStore("events").getAllKeys();
          const events = transaction.objectStore("events").getAll();
          transaction.onerror = () => reject(transaction.error);
          transaction.oncomplete = () => {
            database.close();
            const logs = sessions.result.map((meta) => ({ id: meta.id, isDeleted: "deleted_at" in meta, lastSeq: meta.last_seq, title: meta.title, events: [] as StoredEvent[] }));
            keys.result.forEach((key, index) => {
              const [dir] = key as [string, number];
              logs.find((log) => dir.endsWith(`/${log.id}`))?.events.push(JSON.parse(events.result[index].line));
            });
            resolve(logs);
          };
        };
      }),
  );

/** Checks that every log counts from 1 without gaps and ends where the list of sessions says. */
export function expectWholeLogs(logs: StoredLog[]) {
  for (const { id, lastSeq, events } of logs) {
    expect(events.map(({ seq }) => seq), id).toEqual(events.map((_, index) => index + 1));
    expect(lastSeq, id).toBe(events.length);
  }
}

/** Returns how many questions of all logs have each text. */
export function countQuestions(logs: StoredLog[]) {
  const counts = new Map<string, number>();
  for (const { kind, content } of logs.flatMap(({ events }) => events)) {
    if (kind === "user_message" && content) counts.set(content, (counts.get(content) ?? 0) + 1);
  }
  return counts;
}
