// The frame: it passes the page's port to a worker that runs the code, and replies to the page's liveness checks.

import type { SandboxRequest } from "../messages.ts";
import workerScript from "./worker/main.ts?script";

function answer(request: SandboxRequest, ports: readonly MessagePort[]) {
  if (request === "alive?") {
    ports[0]?.postMessage("yes");
    return;
  }
  const worker = new Worker(URL.createObjectURL(new Blob([workerScript], { type: "text/javascript" })));
  worker.postMessage(request, [...ports]);
}

addEventListener("message", ({ source, data, ports }: MessageEvent<SandboxRequest>) => {
  // Only the page, two levels above, may send requests.
  if (source === parent.parent) answer(data, ports);
});
