import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SummnbError } from "../../../src/library/errors.js";
import { loadSentencePiece } from "../../../src/library/tokenizers/sentencepiece/runtime.js";
import { goldenPath } from "../../golden/goldenData.js";

const events = ["uncaughtException", "unhandledRejection"] as const;
const count = () => events.map((event) => process.listenerCount(event));

describe("The wrapper of sentencepiece-js", () => {
  const file = goldenPath("tokenizers", "t5", "spiece.model");

  it("leaves the process without its listeners that rethrow, and others' in place", async () => {
    const own = () => undefined;
    const before = count();
    const loading = loadSentencePiece(file);
    process.on("unhandledRejection", own);
    await loading;
    assert.ok(process.listeners("unhandledRejection").includes(own));
    process.removeListener("unhandledRejection", own);
    assert.deepEqual(count(), before);
  });

  it("refuses a file that the binding takes without a word", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "summnb-tokenizer-"));
    const bad = path.join(folder, "spiece.model");
    await writeFile(bad, "garbage");
    const before = count();
    await assert.rejects(
      loadSentencePiece(bad),
      (error: Error) =>
        error instanceof SummnbError && /spiece\.model is not a SentencePiece model/.test(error.message),
    );
    assert.deepEqual(count(), before);
    await rm(folder, { recursive: true });
  });
});
