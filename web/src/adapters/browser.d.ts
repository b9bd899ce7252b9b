// Browser APIs that TypeScript's library does not declare.

/** Handles close requests such as the Back button or gesture of a phone; Chromium only. */
declare class CloseWatcher extends EventTarget {
  constructor(options?: { signal?: AbortSignal });
  onclose: (() => void) | null;
}

type DirectoryPermission = { readonly mode: "read" | "readwrite" };

interface FileSystemDirectoryHandle {
  requestPermission(wanted: DirectoryPermission): Promise<PermissionState>;
  queryPermission(wanted: DirectoryPermission): Promise<PermissionState>;
}

/** Chromium only. */
declare function showDirectoryPicker(options: DirectoryPermission & { readonly id: string }): Promise<FileSystemDirectoryHandle>;

interface StorageEstimate {
  /** How much each kind takes; Chromium only. */
  usageDetails?: { readonly indexedDB?: number; readonly caches?: number };
}
