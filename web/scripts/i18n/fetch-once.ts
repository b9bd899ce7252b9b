// Text files that are served with the page.

/** Fetches a text file. Some hosts answer with a page in place of a file that they do not have: that is a failure, too. */
export async function fetchText(address: string | URL, signal?: AbortSignal) {
  const response = await fetch(address, signal && { signal });
  if (!response.ok) throw new Error(`${address}: HTTP ${response.status}`);
  const text = await response.text();
  if (text.startsWith("<")) throw new Error(`${address}: a page instead of the file`);
  return text;
}

/** Returns a function for several callers that fetches the file and passes it to `onText`, once. After a failure the next call fetches it again. */
export function fetchOnce(address: URL, onText: (text: string) => void) {
  let pending: Promise<void> | undefined;
  return () => {
    pending ??= fetchText(address).then(onText).catch((error: unknown) => {
      pending = undefined;
      throw error;
    });
    return pending;
  };
}
