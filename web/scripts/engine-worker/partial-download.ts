// A download is written to a temporary file and renamed to the model's name only when it is complete. If it is interrupted, the
// part is kept with the metadata needed to request the rest of the same file.

import { type AccessHandle, type Directory, type FileHandle, findFile, removeFile } from "./files.ts";

/** The file extensions of the part and of its metadata. */
export const PART = ".part";
export const PART_METADATA = ".part.json";

const CHUNK_BYTES = 4 << 20;

/** The identity of the file: its ETag or date, and its size. */
type Metadata = { readonly validator: string; readonly total: number };

export function parseMetadata(text: string): Metadata | undefined {
  try {
    const metadata: unknown = JSON.parse(text);
    if (typeof metadata !== "object" || metadata === null || !("validator" in metadata) || !("total" in metadata)) return undefined;
    const { validator, total } = metadata;
    return typeof validator === "string" && typeof total === "number" ? { validator, total } : undefined;
  } catch {
    return undefined;
  }
}

export class PartialDownload {
  readonly #directory: Directory;
  readonly #name: string;
  readonly #handle: FileHandle;
  readonly #access: AccessHandle;
  #metadata: Metadata | undefined;
  #size: number;
  /** Whether a write has failed, for example on a full disk: the part then has gaps. */
  #hasFailed = false;

  /** Opens the part. Returns undefined without a file system or space: the model still works, for this visit. */
  static async open(directory: Directory, name: string): Promise<PartialDownload | undefined> {
    try {
      const handle = await directory.getFileHandle(name + PART, { create: true });
      const metadata = await (await findFile(directory, name + PART_METADATA))?.text();
      const access = await handle.createSyncAccessHandle();
      return new PartialDownload(directory, name, handle, access, metadata === undefined ? undefined : parseMetadata(metadata));
    } catch {
      return undefined;
    }
  }

  private constructor(directory: Directory, name: string, handle: FileHandle, access: AccessHandle, metadata: Metadata | undefined) {
    this.#directory = directory;
    this.#name = name;
    this.#handle = handle;
    this.#access = access;
    this.#metadata = metadata;
    this.#size = access.getSize();
  }

  /** The size of the whole file, as the server reported it for this part. */
  get total() {
    return this.#metadata?.total ?? 0;
  }

  /** Returns the headers that request the rest of the file, if there is a part that can be resumed. */
  headers(): Record<string, string> {
    return this.#metadata && this.#size > 0 ? { Range: `bytes=${this.#size}-`, "If-Range": this.#metadata.validator } : {};
  }

  /** Returns whether the response is the rest of this file, not another range or another file. */
  isCompletedBy(response: Response) {
    if (!this.#metadata || response.status !== 206) return false;
    const { total } = this.#metadata;
    return response.headers.get("Content-Range") === `bytes ${this.#size}-${total - 1}/${total}`;
  }

  /** Empties the part. Without a validator or a size the download cannot be resumed later. */
  async restart(validator?: string | null, total?: number) {
    this.#access.truncate(0);
    this.#size = 0;
    this.#metadata = validator && total ? { validator, total } : undefined;
    await removeFile(this.#directory, this.#name + PART_METADATA);
    if (!this.#metadata) return;
    try {
      const handle = await this.#directory.getFileHandle(this.#name + PART_METADATA, { create: true });
      const access = await handle.createSyncAccessHandle();
      access.write(new TextEncoder().encode(JSON.stringify(this.#metadata)), { at: 0 });
      access.close();
    } catch {
      this.#metadata = undefined;
    }
  }

  /** Yields the bytes of the part. A chunk is valid until the next one is requested. */
  *chunks(): Generator<Uint8Array> {
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (let at = 0; at < this.#size; ) {
      const length = this.#access.read(buffer.subarray(0, Math.min(buffer.length, this.#size - at)), { at });
      if (length === 0) throw new Error("The half that was kept of the model cannot be read.");
      yield buffer.subarray(0, length);
      at += length;
    }
  }

  write(chunk: Uint8Array) {
    if (this.#hasFailed) return;
    try {
      this.#size += this.#access.write(chunk, { at: this.#size });
    } catch {
      this.#hasFailed = true;
    }
  }

  /** Ends a download. `complete`: the part becomes the model. `interrupted`: the part is kept if it can be resumed.
   * `discarded`: the part is removed. */
  async close(end: "complete" | "interrupted" | "discarded") {
    this.#access.close();
    if (end === "interrupted" && this.#metadata && !this.#hasFailed) return;
    if (end === "complete" && !this.#hasFailed) await this.#handle.move(this.#name);
    else await removeFile(this.#directory, this.#name + PART);
    await removeFile(this.#directory, this.#name + PART_METADATA);
  }
}
