// Remote images are not loaded: who serves them would learn that, when and from where the answer was read. One is fetched when
// the user asks for it, without cookies and without telling where from, and shown from memory.

import { say } from "./words.js";

const MAX_BYTES = 20_000_000;

/** Empty where the address leads to no host, and where it is none: a model writes what it likes. */
function hostOf(address) {
  return URL.canParse(address) ? new URL(address).host : "";
}

/** Adds a button to the images of a block. */
export function offerImages(block) {
  for (const link of block.querySelectorAll("a.image")) {
    const host = hostOf(link.href);
    if (!host) continue;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "image-load", textContent: say("Load image from {host}", { host }) });
    link.after(" ", button);
  }
}

async function loaded(address) {
  const response = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const blob = await response.blob();
  if (!blob.type.startsWith("image/")) throw new Error(say("this is no image"));
  if (blob.size > MAX_BYTES) throw new Error(say("it is larger than 20 MB"));
  const reader = new FileReader();
  const read = new Promise((resolve, reject) => Object.assign(reader, { onload: () => resolve(reader.result), onerror: () => reject(reader.error) }));
  // As data: the page's policy allows no image from anywhere else.
  reader.readAsDataURL(blob);
  return read;
}

document.addEventListener("click", async ({ target }) => {
  const button = target instanceof Element && target.closest(".image-load");
  if (!button || button.disabled) return;
  const link = button.previousElementSibling;
  if (!link?.href) return;
  const host = hostOf(link.href);
  button.disabled = true;
  button.textContent = say("Loading…");
  try {
    const image = document.createElement("img");
    image.src = await loaded(link.href);
    image.alt = link.querySelector(".image-alt")?.textContent ?? "";
    image.className = "loaded-image";
    await image.decode();
    button.replaceWith(image);
  } catch (error) {
    const note = document.createElement("span");
    note.className = "image-note";
    note.setAttribute("role", "status");
    note.textContent =
      error instanceof TypeError
        ? say("{host} is not reachable, or does not let other pages read its images. Follow the link to see it there.", { host })
        : say("The image could not be shown: {reason}.", { reason: error.message });
    button.replaceWith(note);
  }
});
