// An in-memory directory of files. An open file cannot be opened again or removed.

import type { AccessHandle, Directory, FileHandle, StoredFile } from "../engine-worker/files.ts";

export class FakeDirectory implements Directory {
  readonly files = new Map<string, { bytes: number[]; lastModified: number; isOpen: boolean }>();
  /** The number of bytes that can be written before the disk is full. */
  freeBytes = Infinity;

  put(name: string, text: string, lastModified = 0) {
    this.files.set(name, { bytes: [...new TextEncoder().encode(text)], lastModified, isOpen: false });
  }

  /** The text of every file, by name. */
  get contents(): Record<string, string> {
    const contents: Record<string, string> = {};
    for (const name of [...this.files.keys()].toSorted()) contents[name] = textOf(this.#get(name).bytes);
    return contents;
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<FileHandle> {
    if (!this.files.has(name) && !create) throw new Error(`NotFoundError: ${name}`);
    if (!this.files.has(name)) this.put(name, "");
    return {
      getFile: async () => this.#read(name),
      createSyncAccessHandle: async () => this.#open(name),
      move: async (to) => {
        const file = this.#get(name);
        this.files.delete(name);
        this.files.set(to, file);
      },
    };
  }

  async removeEntry(name: string) {
    if (this.#get(name).isOpen) throw new Error(`NoModificationAllowedError: ${name}`);
    this.files.delete(name);
  }

  async *keys() {
    yield* this.files.keys();
  }

  #get(name: string) {
    const file = this.files.get(name);
    if (!file) throw new Error(`NotFoundError: ${name}`);
    return file;
  }

  #read(name: string): StoredFile {
    const { bytes, lastModified } = this.#get(name);
    const blob = new Blob([new Uint8Array(bytes)]);
    return { size: bytes.length, lastModified, text: () => blob.text(), stream: () => blob.stream() };
  }

  #open(name: string): AccessHandle {
    const file = this.#get(name);
    if (file.isOpen) throw new Error(`NoModificationAllowedError: ${name}`);
    file.isOpen = true;
    return {
      getSize: () => file.bytes.length,
      read: (buffer, { at }) => {
        const bytes = file.bytes.slice(at, at + buffer.length);
        buffer.set(bytes);
        return bytes.length;
      },
      write: (bytes, { at }) => {
        if (bytes.length > this.freeBytes) throw new Error("QuotaExceededError");
        this.freeBytes -= bytes.length;
        file.bytes.splice(at, bytes.length, ...bytes);
        return bytes.length;
      },
      truncate: (size) => {
        file.bytes.length = size;
      },
      close: () => {
        file.isOpen = false;
      },
    };
  }
}

export const textOf = (bytes: Iterable<number>) => new TextDecoder().decode(new Uint8Array(bytes));
