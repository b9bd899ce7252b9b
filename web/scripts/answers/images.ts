// Remote images are not loaded automatically: their server would learn that, when and from where the answer was read. An image
// is fetched on request, without cookies and without a referrer, and shown from memory.

import { translate } from "./i18n.ts";

const MAX_BYTES = 20_000_000;
/** The origins that the user has allowed in this tab, in sessionStorage. */
const ALLOWED = "abcb.allowed";

/** Returns the host of a URL, or an empty string if it has none or is invalid: a model may write anything. */
export function hostOf(address: string) {
  return URL.canParse(address) ? new URL(address).host : "";
}

/** Adds a button to the images of a block. */
export function addImageButtons(block: Element) {
  for (const link of block.querySelectorAll<HTMLAnchorElement>("a.image")) {
    const host = hostOf(link.href);
    if (!host) continue;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "image-load", textContent: translate("image-load", { host }) });
    link.after(" ", button);
  }
}

/** Fetches an image and returns it as a `data:` URL: the page's policy allows remote images in no other way. */
export async function fetchImage(address: string) {
  const response = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const blob = await response.blob();
  if (!blob.type.startsWith("image/")) throw new Error(translate("image-not-an-image"));
  if (blob.size > MAX_BYTES) throw new Error(translate("image-too-large"));
  return readAsDataUrl(blob);
}

function readAsDataUrl(blob: Blob) {
  const reader = new FileReader();
  const result = new Promise<string>((resolve, reject) => {
    reader.onload = () => resolve(typeof reader.result === "string" ? reader.result : "");
    reader.onerror = () => reject(reader.error ?? new Error("The image could not be read."));
  });
  reader.readAsDataURL(blob);
  return result;
}

async function showImage(button: HTMLButtonElement, link: HTMLAnchorElement) {
  button.disabled = true;
  button.textContent = translate("loading");
  try {
    const image = document.createElement("img");
    image.src = await fetchImage(link.href);
    image.alt = link.querySelector(".image-alt")?.textContent ?? "";
    image.className = "loaded-image";
    await image.decode();
    button.replaceWith(image);
  } catch (error) {
    const note = document.createElement("span");
    note.className = "image-note";
    note.setAttribute("role", "status");
    note.textContent = failureMessage(error, hostOf(link.href));
    button.replaceWith(note);
  }
}

/** Returns the error message. `fetch` throws a `TypeError` both without a network and when the server forbids it (CORS). */
export function failureMessage(error: unknown, host: string) {
  if (error instanceof TypeError) {
    return translate("image-unreachable", { host });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return translate("image-failed", { reason });
}

/** Adds the origin to those that this tab may contact (web/scripts/head/policy.ts), and reloads so that it holds. */
function allowOrigin(address: string) {
  sessionStorage.setItem(ALLOWED, `${sessionStorage.getItem(ALLOWED) ?? ""} ${new URL(address).origin}`.trim());
  location.reload();
}

/** Offers to allow the host of an image that the page's policy does not let it contact. A reload would break off an answer. */
function offerToAllow(button: HTMLButtonElement, address: string) {
  if (button.classList.contains("image-allow")) return allowOrigin(address);
  button.classList.add("image-allow", "at-rest");
  button.textContent = translate("image-allow", { host: hostOf(address) });
}

document.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLButtonElement>(".image-load") : null;
  const link = button?.previousElementSibling;
  if (!button || button.disabled || !(link instanceof HTMLAnchorElement) || !link.href) return;
  if (abcbMayContact(link.href)) void showImage(button, link);
  else offerToAllow(button, link.href);
});
