// The cache of one build's files for offline use, and the choice between network and cache for a request.

/** The part of the Cache Storage API that is used. */
export interface Caches {
  keys(): Promise<string[]>;
  match(address: string, options: { cacheName: string }): Promise<Response | undefined>;
  open(name: string): Promise<{ put(address: string, response: Response): Promise<void> }>;
  delete(name: string): Promise<boolean>;
}

/** The part of the Web Locks API that is used. */
export interface Locks {
  request(name: string, options: LockOptions, callback: (lock: unknown) => Promise<boolean>): Promise<boolean>;
}

export interface Build {
  readonly name: string;
  /** The files cached on installation. */
  readonly files: readonly string[];
  /** The files cached at their first use. */
  readonly lazyFiles: readonly string[];
}

/** A file with a hash in its name or in that of its folder beside the page. It never changes, so the cache of any build will do. Only
 * the page, the web manifest and the list of models have none. */
const HASHED_FILE = /^[\w-]+-[0-9a-f]{12,}(\.\w+|(\/[\w.-]+)+)$/;
/** The time after which the cache answers instead of the network. */
const NETWORK_TIMEOUT_MILLIS = 4_000;

/** Returns whether the response is the file. Some hosts answer with an HTML page in place of a file that they do not have, for
 * example while a new build is being copied there. */
const isExpectedFile = (file: string, { ok, headers }: Response) =>
  ok && (file.endsWith(".html") || !headers.get("Content-Type")?.startsWith("text/html"));

export class OfflineFiles {
  readonly #build: Build;
  /** The URL of the page's folder. */
  readonly #baseUrl: URL;
  readonly #caches: Caches;
  /** The prefix of this page's cache names. Other pages of the origin, and other copies of this one, have their own. */
  readonly #prefix: string;
  readonly #cacheName: string;

  constructor(build: Build, baseUrl: URL, caches: Caches) {
    this.#build = build;
    this.#baseUrl = baseUrl;
    this.#caches = caches;
    // Pages hold locks with this name (web/src/adapters/offline.js).
    this.#prefix = `abcb ${baseUrl.pathname} `;
    this.#cacheName = this.#prefix + build.name;
  }

  /** Caches the build's files. Hashed files are taken from the caches of other builds. */
  async install() {
    const { files, lazyFiles } = this.#build;
    // One after the other, since the page may be in use meanwhile.
    for (const file of files) await this.#store(file, (await this.#findHashed(file)) ?? (await this.#fetchFresh(file)));
    for (const file of lazyFiles) {
      const found = await this.#findHashed(file);
      if (found) await this.#store(file, found);
    }
  }

  /** Removes the caches of other builds whose lock no page holds. `options` control the wait for a lock. */
  async removeOtherBuilds(locks: Locks, options: LockOptions) {
    const others = (await this.#ownCacheNames()).filter((name) => name !== this.#cacheName);
    const remove = (name: string) => locks.request(name, options, async (lock) => lock !== null && this.#caches.delete(name));
    await Promise.allSettled(others.map(remove));
  }

  /** Returns the build's file for a request. All other requests go to the network, in particular those to model servers. */
  fileOf({ method, url }: { method: string; url: string }): string | undefined {
    const { origin, pathname } = new URL(url);
    if (method !== "GET" || origin !== this.#baseUrl.origin || !pathname.startsWith(this.#baseUrl.pathname)) return undefined;
    const file = pathname.slice(this.#baseUrl.pathname.length) || "index.html";
    return this.#isOfBuild(file) || HASHED_FILE.test(file) ? file : undefined;
  }

  respond(file: string, request: Request): Promise<Response> {
    return HASHED_FILE.test(file) ? this.#cacheFirst(file, request) : this.#networkFirst(file, request);
  }

  async #cacheFirst(file: string, request: Request) {
    const found = await this.#find(file);
    if (found) return found;
    const response = await fetch(request);
    if (isExpectedFile(file, response) && this.#isOfBuild(file)) await this.#store(file, response.clone());
    return response;
  }

  async #networkFirst(file: string, request: Request) {
    const pending = fetch(request);
    const found = await this.#find(file);
    if (!found) {
      const response = await pending;
      if (isExpectedFile(file, response) && this.#build.lazyFiles.includes(file)) await this.#store(file, response.clone());
      return response;
    }
    const timeout = new Promise<undefined>((resolve) => {
      setTimeout(() => resolve(undefined), NETWORK_TIMEOUT_MILLIS);
    });
    const response = await Promise.race([pending, timeout]).catch(() => undefined);
    // A host that requires a login redirects the page.
    return response && (isExpectedFile(file, response) || response.type === "opaqueredirect") ? response : found;
  }

  #isOfBuild(file: string) {
    return this.#build.files.includes(file) || this.#build.lazyFiles.includes(file);
  }

  /** Returns the address of a file. The page itself is cached under its folder. */
  #addressOf(file: string) {
    return new URL(file === "index.html" ? "./" : file, this.#baseUrl).href;
  }

  async #ownCacheNames() {
    return (await this.#caches.keys()).filter((name) => name.startsWith(this.#prefix));
  }

  /** Returns the cached file: of this build, or of any build if its name has a hash. */
  async #find(file: string): Promise<Response | undefined> {
    const names = HASHED_FILE.test(file) ? [this.#cacheName, ...(await this.#ownCacheNames())] : [this.#cacheName];
    for (const cacheName of names) {
      const found = await this.#caches.match(this.#addressOf(file), { cacheName });
      if (found && isExpectedFile(file, found)) return found;
    }
    return undefined;
  }

  async #findHashed(file: string) {
    return HASHED_FILE.test(file) ? this.#find(file) : undefined;
  }

  async #fetchFresh(file: string) {
    // The browser's HTTP cache may have the file of an older build.
    const response = await fetch(this.#addressOf(file), { cache: "no-cache" });
    if (!response.ok) throw new Error(`${file}: HTTP ${response.status}`);
    if (!isExpectedFile(file, response)) throw new Error(`${file}: a page instead of the file`);
    return response;
  }

  async #store(file: string, response: Response) {
    const cache = await this.#caches.open(this.#cacheName);
    await cache.put(this.#addressOf(file), response);
  }
}
