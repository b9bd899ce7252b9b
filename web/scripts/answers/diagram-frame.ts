// The page's side of the frame that draws diagrams (web/scripts/sandbox/diagrams). The frame has an origin of its own and no network,
// so that a fault in the large library does not expose what the page keeps. It stays for the next diagram.

import type { DiagramReply, DiagramRequest } from "../messages.ts";

/** How long the frame may take to start and to draw a diagram. Large diagrams take seconds. */
const DRAW_MILLIS = 15_000;

/** The library or the frame's document could not be fetched. */
export class LibraryMissing extends Error {}

/** The diagram was given up. */
export class TookTooLong extends Error {}

type Frame = { readonly element: HTMLIFrameElement; readonly port: MessagePort };

let openFrame: Frame | undefined;

const besideThisScript = (file: string) => new URL(file, import.meta.url).href;

async function fetchLibrary() {
  try {
    const response = await fetch(besideThisScript("./mermaid.js"));
    // Some hosts answer with an HTML page in place of a file that they do not have.
    if (response.ok && !response.headers.get("Content-Type")?.startsWith("text/html")) return await response.text();
  } catch {
    // There is no network.
  }
  throw new LibraryMissing();
}

/** Adds the frame to the page and sends it the library. */
async function open(library: string): Promise<Frame> {
  const element = document.createElement("iframe");
  element.className = "diagram-frame";
  element.src = besideThisScript("./diagrams.html");
  const loaded = new Promise((resolve) => {
    element.addEventListener("load", resolve, { once: true });
  });
  document.body.append(element);
  await loaded;
  const { port1, port2 } = new MessageChannel();
  const inner = element.contentWindow?.frames[0];
  if (!inner) {
    element.remove();
    throw new LibraryMissing();
  }
  // The inner frame's origin is opaque, so no target origin can name it.
  inner.postMessage(library, "*", [port2]);
  return { element, port: port1 };
}

function close() {
  openFrame?.port.close();
  openFrame?.element.remove();
  openFrame = undefined;
}

function request({ port }: Frame, message: DiagramRequest) {
  return new Promise<DiagramReply>((resolve) => {
    port.onmessage = ({ data }: MessageEvent<DiagramReply>) => resolve(data);
    port.postMessage(message);
  });
}

async function draw(message: DiagramRequest) {
  openFrame ??= await open(await fetchLibrary());
  return request(openFrame, message);
}

/** Returns the diagram as SVG. Only one diagram may be drawn at a time. */
export async function drawSvg(message: DiagramRequest) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TookTooLong()), DRAW_MILLIS);
  });
  const reply = await Promise.race([draw(message), limit])
    .catch((error: unknown) => {
      // The next diagram starts afresh.
      close();
      throw error;
    })
    .finally(() => clearTimeout(timer));
  if (reply.kind === "failed") throw new Error(reply.reason);
  return reply.svg;
}
