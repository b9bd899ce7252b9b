// The frame that draws diagrams: it loads the library that the page sends, and draws what comes through the page's port.

import type { DiagramReply, DiagramRequest } from "../../messages.ts";

type Library = Pick<typeof import("./mermaid.ts"), "draw">;

const isLibrary = (module: unknown): module is Library =>
  typeof module === "object" && module !== null && "draw" in module && typeof module.draw === "function";

/** Loads the library from its text. */
async function load(text: string): Promise<Library> {
  // The one way to the network that no policy closes.
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection"]) Reflect.deleteProperty(self, name);
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const module: unknown = await import(url);
  if (!isLibrary(module)) throw new TypeError("This is not the library.");
  return module;
}

async function reply(loading: Promise<Library>, request: DiagramRequest): Promise<DiagramReply> {
  try {
    const { draw } = await loading;
    return { kind: "drawn", svg: await draw(request) };
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  }
}

addEventListener("message", ({ source, data, ports: [port] }: MessageEvent<string>) => {
  // Only the page, two levels above, may send the library.
  if (source !== parent.parent || !port) return;
  const loading = load(data);
  port.addEventListener("message", ({ data: request }: MessageEvent<DiagramRequest>) => {
    void reply(loading, request).then((message) => port.postMessage(message));
  });
  port.start();
});
