// Passes files to the page as a user does: by drop, paste or file picker.

import type { Locator, Page } from "@playwright/test";

export const textFile = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

/** Passes files to the page as a drop or a paste. */
export async function transferFiles(target: Locator, kind: "drop" | "paste" | "dragover", files: { name: string; type: string; bytes: number[] }[], text = "") {
  await target.evaluate(
    (element, { kind, files, text }) => {
      const transfer = new DataTransfer();
      for (const file of files) transfer.items.add(new File([new Uint8Array(file.bytes)], file.name, { type: file.type }));
      if (text) transfer.setData("text/plain", text);
      const eventInit = { bubbles: true, cancelable: true };
      const event =
        kind === "paste"
          ? new ClipboardEvent("paste", { ...eventInit, clipboardData: transfer })
          : new DragEvent(kind, { ...eventInit, dataTransfer: transfer });
      element.dispatchEvent(event);
    },
    { kind, files, text },
  );
}

/** Creates an image of a single colour. */
export async function createImage(page: Page, width: number, height: number, type = "image/png"): Promise<number[]> {
  return page.evaluate(
    async ([width, height, type]) => {
      const canvas = document.createElement("canvas");
      canvas.width = width as number;
      canvas.height = height as number;
      const context = canvas.getContext("2d")!;
      context.fillStyle = "#c33";
      context.fillRect(0, 0, width as number, height as number);
      const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, type as string));
      return [...new Uint8Array(await blob!.arrayBuffer())];
    },
    [width, height, type] as const,
  );
}
