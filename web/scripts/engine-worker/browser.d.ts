// Browser APIs that TypeScript's library does not declare.

interface FileSystemFileHandle {
  move(name: string): Promise<void>;
}

interface WorkerNavigator {
  /** The device's memory in gigabytes, rounded; Chromium only. */
  readonly deviceMemory?: number;
}
