import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { runCli } from "./runCli.js";

describe("summnb rouge", () => {
  let folder: string;
  const at = (name: string) => path.join(folder, name);
  const rouge = (...args: string[]) =>
    runCli(["rouge", "--predictions", at("predictions.txt"), "--references", at("references.txt"), ...args]);

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-rouge-"));
    await writeFile(at("predictions.txt"), "the cats sat\nhello there\n");
    await writeFile(at("references.txt"), "the cat sat\nhello\n");
  });
  after(() => rm(folder, { recursive: true }));

  it("stems unless told not to", async () => {
    const stemmed = JSON.parse((await rouge("--json")).stdout);
    assert.deepEqual(Object.keys(stemmed), ["rouge1", "rouge2", "rougeL", "rougeLsum", "count"]);
    // Pair 1 is equal once stemmed; pair 2 has P 1/2, R 1, so F1 2/3.
    assert.ok(Math.abs(stemmed.rouge1 - (1 + 2 / 3) / 2) < 1e-12);
    assert.equal(stemmed.count, 2);
    const plain = JSON.parse((await rouge("--json", "--no-stemmer")).stdout);
    assert.ok(Math.abs(plain.rouge1 - 2 / 3) < 1e-12);
  });

  it("gives each pair's precision, recall and F1 with --per-pair", async () => {
    const { pairs } = JSON.parse((await rouge("--json", "--per-pair")).stdout);
    assert.equal(pairs.length, 2);
    assert.deepEqual(Object.keys(pairs[0]), ["rouge1", "rouge2", "rougeL", "rougeLsum"]);
    assert.deepEqual(pairs[1].rouge1, { precision: 0.5, recall: 1, fmeasure: 2 / 3 });
  });

  it("prints a table without --json", async () => {
    const { stdout } = await rouge();
    assert.match(stdout, /^F1 of 2 pairs in percent/);
    assert.match(stdout, /^rouge1 +83\.33/m);
  });

  it("refuses files of unequal length and empty ones", async () => {
    await writeFile(at("one.txt"), "only one\n");
    await writeFile(at("empty.txt"), "");
    const args = (file: string) => ["rouge", "--predictions", at(file), "--references", at("references.txt")];
    const unequal = await runCli(args("one.txt"));
    assert.equal(unequal.code, 1);
    assert.match(unequal.stderr, /one\.txt holds 1 texts and .*references\.txt 2/);
    const empty = await runCli(args("empty.txt"));
    assert.equal(empty.code, 1);
    assert.match(empty.stderr, /empty\.txt is empty/);
  });
});
