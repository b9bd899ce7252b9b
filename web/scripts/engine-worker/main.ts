// The worker of the in-page model. The built script is `engine-worker.js`.

import type { EngineMessage, EngineRequest } from "../messages.ts";
import { loadEngineModule } from "./engine.ts";
import { ModelStore } from "./model-store.ts";
import { WorkQueue } from "./work-queue.ts";
import { EngineWorker } from "./worker.ts";

const DIRECTORY = "models";

const post = (message: EngineMessage) => postMessage(message);

const worker = new EngineWorker({
  post,
  store: new ModelStore(async () => {
    const root = await navigator.storage.getDirectory();
    return root.getDirectoryHandle(DIRECTORY, { create: true });
  }),
  queue: new WorkQueue(navigator.locks),
  loadEngineModule,
  deviceMemory: navigator.deviceMemory,
});

// The page gives up on a worker that sends no message, and the first request may take long.
post({ type: "started" });
addEventListener("message", ({ data }: MessageEvent<EngineRequest>) => void worker.handle(data));
addEventListener("messageerror", () => worker.reportBroken());
