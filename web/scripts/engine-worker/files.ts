// What this worker uses of the browser's file system, as narrow as it can be, so that tests can replace it.

export interface Directory {
  getFileHandle(name: string, options?: { create?: boolean }): Promise<FileHandle>;
  removeEntry(name: string): Promise<void>;
  keys(): AsyncIterable<string>;
}

export interface FileHandle {
  getFile(): Promise<StoredFile>;
  createSyncAccessHandle(): Promise<AccessHandle>;
  /** Gives the file another name. */
  move(name: string): Promise<void>;
}

export interface StoredFile {
  readonly size: number;
  readonly lastModified: number;
  text(): Promise<string>;
  stream(): ReadableStream<Uint8Array>;
}

/** Other handles cannot be opened until it is closed. */
export interface AccessHandle {
  getSize(): number;
  read(buffer: Uint8Array, options: { at: number }): number;
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  close(): void;
}

/** The file of that name, if there is one that can be read. */
export async function findFile(directory: Directory, name: string): Promise<StoredFile | undefined> {
  try {
    return await (await directory.getFileHandle(name)).getFile();
  } catch {
    return undefined;
  }
}

/** Removes the file if it is there and nobody writes it. Gives whether it did. */
export async function removeFile(directory: Directory, name: string) {
  try {
    await directory.removeEntry(name);
    return true;
  } catch {
    return false;
  }
}
