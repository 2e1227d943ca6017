import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { numpyPermutation } from "../../../src/library/random/index.js";

const reader = fileURLToPath(new URL("./reader.js", import.meta.url));
const mebibyte = 1024 ** 2;

describe("the memory of data sets", function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-memory-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("stays below 300 MB for 400 MB of rows, and leaves only what has a key", async () => {
    const env = { ...process.env, SUMMNB_CACHE: folder };
    const { stdout } = await promisify(execFile)(process.execPath, [reader], { env });
    const found = JSON.parse(stdout.trim().split("\n").at(-1)!) as Record<
      "characters" | "sum" | "kept" | "maxRss",
      number
    >;
    const order = numpyPermutation(40_000, 42).slice(0, 20_000);
    assert.equal(found.characters, 20_000 * 10_000);
    assert.equal(
      found.sum,
      order.reduce((total, id) => total + id, 0),
    );
    assert.equal(found.kept, 20_000);
    assert.ok(found.maxRss < 300e6, `${Math.round(found.maxRss / mebibyte)} MiB at its peak`);
    assert.equal((await readdir(path.join(folder, "datasets"))).length, 1);
  });
});
