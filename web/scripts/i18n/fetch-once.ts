// A text file that several callers wait for.

/** Returns a function that fetches the file and passes it to `onText`, once. After a failure the next call fetches it again. */
export function fetchOnce(address: URL, onText: (text: string) => void) {
  let pending: Promise<void> | undefined;
  const fetchText = async () => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address.pathname}: HTTP ${response.status}`);
    const text = await response.text();
    // Some hosts answer with a page in place of a file that they do not have.
    if (text.startsWith("<")) throw new Error(`${address.pathname}: a page instead of the file`);
    onText(text);
  };
  return () => {
    pending ??= fetchText().catch((error: unknown) => {
      pending = undefined;
      throw error;
    });
    return pending;
  };
}
