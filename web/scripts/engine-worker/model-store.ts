// The models stored in the browser, in a directory of the origin's private file system.

import type { StoredModel } from "../messages.ts";
import { type Directory, findFile, removeFile } from "./files.ts";
import { PART, PART_METADATA, PartialDownload } from "./partial-download.ts";

/** The age after which an unfinished download is removed: a week. */
const MAX_PART_AGE_MILLIS = 7 * 24 * 3600 * 1000;

export class ModelStore {
  readonly #open: () => Promise<Directory>;

  /** `open` opens the directory. It fails in a browser without a private file system. */
  constructor(open: () => Promise<Directory>) {
    this.#open = open;
  }

  async #directory() {
    try {
      return await this.#open();
    } catch {
      return undefined;
    }
  }

  async find(name: string) {
    const directory = await this.#directory();
    return directory && findFile(directory, name);
  }

  /** Opens a partial download. Returns undefined if nothing can be stored. */
  async openPart(name: string) {
    const directory = await this.#directory();
    return directory && PartialDownload.open(directory, name);
  }

  /** Removes a model and its partial download. */
  async remove(name: string) {
    const directory = await this.#directory();
    if (!directory) return;
    for (const file of [name, name + PART, name + PART_METADATA]) await removeFile(directory, file);
  }

  /** Lists the complete models. Removes partial downloads that cannot be resumed or are too old. `now` is in milliseconds. */
  async list(now: number): Promise<StoredModel[]> {
    const directory = await this.#directory();
    if (!directory) return [];
    const models: StoredModel[] = [];
    for await (const name of directory.keys()) {
      if (name.endsWith(PART_METADATA)) continue;
      const file = await findFile(directory, name);
      if (!file) continue;
      if (!name.endsWith(PART)) models.push({ name, size: file.size });
      else await removeStalePart(directory, name.slice(0, -PART.length), now - file.lastModified);
    }
    return models;
  }
}

async function removeStalePart(directory: Directory, name: string, age: number) {
  const canBeResumed = (await findFile(directory, name + PART_METADATA)) !== undefined;
  if (canBeResumed && age <= MAX_PART_AGE_MILLIS) return;
  // A part that is being written cannot be removed. Then its metadata stays, too.
  if (await removeFile(directory, name + PART)) await removeFile(directory, name + PART_METADATA);
}
