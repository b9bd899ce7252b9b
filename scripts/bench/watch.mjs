// Runs in the page before its own code and records the times of events, in milliseconds since the navigation. It observes
// only while a measurement waits for an event, so that it does not distort later measurements.

/** The function that runs in the page. It is sent as text, so it cannot use anything outside itself. */
export function watchPage() {
  const bench = (window.bench = { marks: {}, keys: [], tasks: [], frames: 0 });
  const mark = (name, at = performance.now()) => (bench.marks[name] ??= at);
  // A timeout set in an animation frame runs after the frame was drawn, so earlier changes are on the screen.
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const lastAnswer = () => [...document.querySelectorAll('[data-testid="message"][data-role="assistant"]')].at(-1);
  const textOf = (answer) => answer?.querySelector('[data-testid="message-body"]')?.textContent ?? "";

  /** Checks `condition` after every change and, once it is true, records when the page has been painted. */
  bench.await = async (name, condition) => {
    delete bench.marks[name];
    await new Promise((resolve) => {
      const check = () => {
        if (!condition()) return;
        observer.disconnect();
        resolve();
      };
      const observer = new MutationObserver(check);
      const attributes = { attributes: true, attributeFilter: ["data-app", "disabled"] };
      observer.observe(document, { subtree: true, childList: true, characterData: true, ...attributes });
      check();
    });
    await painted();
    mark(name);
  };
  bench.awaitFirstToken = () => {
    const old = lastAnswer();
    return bench.await("painted", () => lastAnswer() !== old && textOf(lastAnswer()).trim() !== "");
  };
  bench.awaitStatus = (text) => {
    let hadOtherStatus = false;
    return bench.await("found", () => {
      const isShown = document.querySelector('[data-testid="search-status"]')?.textContent === text;
      hadOtherStatus ||= !isShown;
      return hadOtherStatus && isShown;
    });
  };
  bench.awaitText = (text) => bench.await("shown", () => textOf(lastAnswer()).includes(text));

  const send = window.fetch;
  window.fetch = (...request) => {
    if (String(request[0]?.url ?? request[0]).endsWith("/chat/completions")) mark("request");
    return send.apply(window, request);
  };
  const recordKey = (event) => {
    if (event.key === "Enter") mark("enter", event.timeStamp);
    else void painted().then(() => bench.keys.push(performance.now() - event.timeStamp));
  };
  addEventListener("keydown", recordKey, { capture: true });
  addEventListener("click", (event) => mark("click", event.timeStamp), { capture: true });
  new PerformanceObserver((list) => bench.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });

  bench.countFrames = (isCounting) => {
    bench.isCounting = isCounting;
    const count = () => {
      bench.frames += 1;
      if (bench.isCounting) requestAnimationFrame(count);
    };
    if (isCounting) requestAnimationFrame(count);
  };

  // The browser's figures do not include wasm memory.
  addEventListener("TrunkApplicationStarted", ({ detail }) => (window.benchWasm = () => detail.wasm.memory.buffer.byteLength));

  bench.await("listed", () => document.querySelector('[data-testid="session-item"]'));
  new MutationObserver((_, observer) => {
    if (document.body?.dataset.app !== "ready") return;
    mark("ready");
    observer.disconnect();
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-app"] });
}

/** Runs in the page after `watchPage`: types a letter as soon as there is a field, and marks when it has enabled Send. */
export function typeFirstLetter() {
  void window.bench.await("usable", () => {
    const field = document.querySelector('[data-testid="composer-input"]');
    if (field?.value === "") {
      field.focus();
      document.execCommand("insertText", false, "a");
    }
    return document.querySelector('[data-testid="send"]:not(:disabled)') !== null;
  });
}
