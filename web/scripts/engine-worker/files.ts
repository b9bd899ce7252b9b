// The part of the browser's file system API that this worker uses, as small as possible, so that tests can replace it.

export interface Directory {
  getFileHandle(name: string, options?: { create?: boolean }): Promise<FileHandle>;
  removeEntry(name: string): Promise<void>;
  keys(): AsyncIterable<string>;
}

export interface FileHandle {
  getFile(): Promise<StoredFile>;
  createSyncAccessHandle(): Promise<AccessHandle>;
  /** Renames the file. */
  move(name: string): Promise<void>;
}

export interface StoredFile {
  readonly size: number;
  readonly lastModified: number;
  text(): Promise<string>;
  stream(): ReadableStream<Uint8Array>;
}

/** An exclusive handle: no other handle can be opened until it is closed. */
export interface AccessHandle {
  getSize(): number;
  read(buffer: Uint8Array, options: { at: number }): number;
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  close(): void;
}

/** Returns the file of that name, if it exists and can be read. */
export async function findFile(directory: Directory, name: string): Promise<StoredFile | undefined> {
  try {
    return await (await directory.getFileHandle(name)).getFile();
  } catch {
    return undefined;
  }
}

/** Removes the file if it exists and is not being written. Returns whether it did. */
export async function removeFile(directory: Directory, name: string) {
  try {
    await directory.removeEntry(name);
    return true;
  } catch {
    return false;
  }
}
