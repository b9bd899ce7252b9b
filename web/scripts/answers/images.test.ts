import { attach, find } from "../testing/dom.ts";
import "../testing/english.ts";
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { addImageButtons, failureMessage, fetchImage, hostOf } from "./images.ts";

globalThis.abcbMayContact = (address) => new URL(address).hostname === "pictures.test";

const imageLink = (href: string) => attach(`<a class="image" href="${href}"><span class="image-alt">A cat</span></a>`);

/** Answers every request with `response`, and returns the arguments of each. */
function serve(response: () => Response) {
  const requests: [address: unknown, options: unknown][] = [];
  mock.method(globalThis, "fetch", async (address: unknown, options: unknown) => {
    requests.push([address, options]);
    return response();
  });
  return requests;
}

test("an image is not fetched before the user asks, and the button names its host", () => {
  const requests = serve(() => new Response());
  addImageButtons(imageLink("https://pictures.test:8443/cat.png"));
  assert.equal(find(".image-load").textContent, "Load image from pictures.test:8443");
  assert.equal(document.querySelector("img"), null);
  assert.equal(requests.length, 0);
});

test("an address without a host gets no button", () => {
  for (const address of ["mailto:cat@pictures.test", "data:image/png,x", "javascript:alert(1)"]) {
    addImageButtons(imageLink(address));
    assert.equal(document.querySelector(".image-load"), null, address);
  }
  assert.equal(hostOf("no address"), "");
});

test("an image is fetched without cookies and referrer and given as data", async () => {
  const requests = serve(() => new Response("png", { headers: { "Content-Type": "image/png" } }));
  const address = await fetchImage("https://pictures.test/cat.png");
  assert.deepEqual(requests[0], ["https://pictures.test/cat.png", { credentials: "omit", referrerPolicy: "no-referrer" }]);
  assert.match(address, /^data:image\/png;base64,/);
});

test("what is no image, too large or an error is refused", async () => {
  const size = 20_000_001;
  const cases: [() => Response, RegExp][] = [
    [() => new Response("<p>", { headers: { "Content-Type": "text/html" } }), /this is no image/],
    [() => new Response(new Uint8Array(size), { headers: { "Content-Type": "image/png" } }), /larger than 20 MB/],
    [() => new Response("", { status: 404, headers: { "Content-Type": "image/png" } }), /HTTP 404/],
  ];
  for (const [response, message] of cases) {
    serve(response);
    await assert.rejects(fetchImage("https://pictures.test/cat.png"), message);
  }
});

test("a failure says whether the host or the image is the cause", () => {
  assert.match(failureMessage(new TypeError("Failed to fetch"), "pictures.test"), /^pictures\.test is not reachable/);
  assert.equal(failureMessage(new Error("HTTP 404"), "pictures.test"), "The image could not be shown: HTTP 404.");
});

test("a click that fails leaves a note in the place of the button", async () => {
  serve(() => new Response("", { status: 500 }));
  addImageButtons(imageLink("https://pictures.test/cat.png"));
  const button = find(".image-load");
  const replaced = new Promise<void>((resolve) => {
    new MutationObserver(() => document.querySelector(".image-note") && resolve()).observe(document.body, { childList: true, subtree: true });
  });
  button.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  assert.equal(button.textContent, "Loading…");
  await replaced;
  assert.equal(find(".image-note").textContent, "The image could not be shown: HTTP 500.");
  assert.equal(document.querySelector("img"), null);
});

test("an image whose host the page may not contact is not fetched, and the button offers to allow it", () => {
  const requests = serve(() => new Response());
  addImageButtons(imageLink("https://elsewhere.test/cat.png"));
  find(".image-load").dispatchEvent(new MouseEvent("click", { bubbles: true }));
  assert.equal(find(".image-load").textContent, "This page may not contact elsewhere.test yet. Allow it in this tab and reload");
  assert.equal(requests.length, 0);
});
