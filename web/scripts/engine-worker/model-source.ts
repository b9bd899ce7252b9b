// The sources of a model: the browser's storage, a file that the user chose, or the page's server.

import type { LoadRequest } from "../messages.ts";
import type { ModelFile } from "./engine.ts";
import type { ModelStore } from "./model-store.ts";
import type { PartialDownload } from "./partial-download.ts";

export interface ModelSource {
  readonly stream: ReadableStream<Uint8Array>;
  /** The size of the whole model in bytes; 0 if the server does not report it. */
  readonly total: number;
  /** The stored partial download, to which the bytes are added. */
  readonly part: PartialDownload | undefined;
}

/** The connection was lost, but the rest can be fetched later. */
export class InterruptedError extends Error {}

export async function openSource(store: ModelStore, { name, url, file }: Omit<LoadRequest, "type" | "context">): Promise<ModelSource> {
  if (file) {
    const part = await store.openPart(name);
    await part?.restart();
    return { stream: file.stream(), total: file.size, part };
  }
  const stored = await store.find(name);
  if (stored) return { stream: stored.stream(), total: stored.size, part: undefined };
  const part = await store.openPart(name);
  try {
    return await download(name, url ?? "", part);
  } catch (error) {
    await part?.close("interrupted");
    throw error;
  }
}

async function download(name: string, url: string, part: PartialDownload | undefined): Promise<ModelSource> {
  let response = await request(url, part?.headers() ?? {});
  if (part?.isCompletedBy(response)) return { stream: bodyOf(response), total: part.total, part };
  // The server has a different file now, or nothing is left to fetch.
  if (response.status === 206 || response.status === 416) {
    response.body?.cancel().catch(() => {});
    response = await request(url, { "Cache-Control": "no-cache" });
  }
  if (response.status === 404) {
    throw new Error(`The model ${name} is neither kept in this browser nor beside this page. Choose its file again in the settings.`);
  }
  // A partial response that was not requested is not the model.
  if (response.status !== 200) throw new Error(`The model could not be fetched from ${url}: HTTP ${response.status}.`);
  const total = lengthOf(response.headers);
  await part?.restart(validatorOf(response.headers), total);
  return { stream: bodyOf(response), total, part };
}

/** Fetches from the page's own server. The policy of the page does not apply in a worker, so any other address is refused here. */
async function request(url: string, headers: Record<string, string>) {
  if (new URL(url, location.href).origin !== location.origin) throw new Error("A model can be fetched only from the server of this page.");
  try {
    return await fetch(url, { headers });
  } catch (error) {
    throw new Error("The model could not be fetched: there is no network, or the server of this page does not answer.", { cause: error });
  }
}

const bodyOf = ({ body }: Response): ReadableStream<Uint8Array> => body ?? new Blob([]).stream();

/** Returns the length of the body in bytes, or 0 if unknown: for a compressed response the header has the compressed size. */
export const lengthOf = (headers: Headers) => (headers.has("Content-Encoding") ? 0 : Number(headers.get("Content-Length")) || 0);

/** Returns the validator that tells this file from later versions. A weak ETag is not enough. */
export function validatorOf(headers: Headers) {
  const etag = headers.get("ETag");
  return etag && !etag.startsWith("W/") ? etag : headers.get("Last-Modified");
}

/** Reads the source into `model` and stores it. Throws `InterruptedError` if the rest can be fetched later. */
export async function readModel({ stream, total, part }: ModelSource, model: ModelFile, onProgress: (loaded: number) => void) {
  let loaded = 0;
  const add = (chunk: Uint8Array) => {
    model.push(chunk);
    loaded += chunk.length;
    onProgress(loaded);
  };
  for (const chunk of part?.chunks() ?? []) add(chunk);
  const isInterrupted = await readStream(stream, (chunk) => {
    add(chunk);
    part?.write(chunk);
  });
  if (isInterrupted && total === 0) throw new Error(`The model did not arrive: the connection broke after ${loaded} bytes.`);
  if (total === 0 || loaded === total) return;
  const message = `Only ${loaded} of ${total} bytes of the model arrived.`;
  throw loaded < total ? new InterruptedError(message) : new Error(message);
}

/** Reads to the end. Returns whether the connection was lost. */
async function readStream(stream: ReadableStream<Uint8Array>, onChunk: (chunk: Uint8Array) => void) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const result = await reader.read().catch(() => undefined);
      if (!result) return true;
      if (result.done) return false;
      onChunk(result.value);
    }
  } finally {
    reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}
