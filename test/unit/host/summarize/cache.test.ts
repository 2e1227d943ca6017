import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { SummaryCache, summaryKey } from "../../../../src/host/summarize/cache.js";

describe("the cache of summaries", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "summnb-summaries-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("knows a summary by text, model and options together", async () => {
    const cache = new SummaryCache(folder);
    const key = summaryKey("text", "model", { numBeams: 4 });
    await cache.set(key, "Übersicht\nin two lines");
    assert.equal(await new SummaryCache(folder).get(key), "Übersicht\nin two lines");
    for (const other of [
      summaryKey("text.", "model", { numBeams: 4 }),
      summaryKey("text", "model2", { numBeams: 4 }),
      summaryKey("text", "model", { numBeams: 2 }),
    ])
      assert.equal(await cache.get(other), undefined);
  });

  it("keeps so many, and throws those away that were not asked for the longest", async () => {
    const cache = new SummaryCache(folder, { entries: 3 });
    const keys = ["a", "b", "c", "d"].map((text) => summaryKey(text, "model", {}));
    for (const [index, key] of keys.slice(0, 3).entries()) {
      await cache.set(key, String(index));
      const time = new Date(Date.now() - 60_000 + 1000 * index);
      utimesSync(path.join(folder, `${key}.txt`), time, time);
    }
    // Asked for, so the second is the oldest now.
    assert.equal(await cache.get(keys[0]!), "0");
    await cache.set(keys[3]!, "3");
    assert.equal(readdirSync(folder).length, 3);
    assert.deepEqual(await Promise.all(keys.map((key) => cache.get(key))), ["0", undefined, "2", "3"]);
  });
});
