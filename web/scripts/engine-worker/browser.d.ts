// What browsers have and TypeScript's library does not.

interface FileSystemFileHandle {
  move(name: string): Promise<void>;
}

interface WorkerNavigator {
  /** In gigabytes, rounded; Chromium only. */
  readonly deviceMemory?: number;
}
