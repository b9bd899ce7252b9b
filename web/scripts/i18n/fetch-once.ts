// A text file that several callers wait for.

/** Returns a function that fetches the file and hands it to `take`, once. After a failure the next call fetches it again. */
export function fetchedOnce(address: URL, take: (text: string) => void) {
  let fetched: Promise<void> | undefined;
  const get = async () => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address.pathname}: HTTP ${response.status}`);
    const text = await response.text();
    // Some hosts answer with a page in place of a file that they do not have.
    if (text.startsWith("<")) throw new Error(`${address.pathname}: a page instead of the file`);
    take(text);
  };
  return () => {
    fetched ??= get().catch((error: unknown) => {
      fetched = undefined;
      throw error;
    });
    return fetched;
  };
}
