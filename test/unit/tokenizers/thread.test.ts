import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import type { Worker } from "node:worker_threads";
import { InterruptedError, SummnbError } from "../../../src/library/errors.js";
import { clearInterrupt, requestInterrupt } from "../../../src/library/interrupt.js";
import { SentencePieceThread } from "../../../src/library/tokenizers/sentencepiece/thread.js";
import { goldenPath } from "../../golden/goldenData.js";
import { useTokenizer } from "../../golden/tokenizers/tokenizerFolder.js";

const text = "Tom will meet Ann at the station. ".repeat(20);

for (const file of ["tokenizer.json", "spiece.model"]) {
  describe(`Encoding with ${file}`, () => {
    const tokenizer = useTokenizer("t5", [file]);

    it("leaves the event loop free", async () => {
      const texts = Array.from({ length: 4000 }, (_, index) => `${index} ${text}`);
      let turns = 0;
      const timer = setInterval(() => turns++, 5);
      const start = performance.now();
      await tokenizer().encodeBatch(texts);
      const milliseconds = performance.now() - start;
      clearInterval(timer);
      // A thread that is blocked has no turn at all; a busy machine has fewer than it might.
      assert.ok(turns >= milliseconds / 50, `${turns} turns in ${milliseconds} ms`);
    });

    it("ends at an interrupt", async () => {
      const texts = Array.from({ length: 4000 }, (_, index) => `${index} ${text}`);
      const encoding = assert.rejects(tokenizer().encodeBatch(texts), InterruptedError);
      setTimeout(requestInterrupt, 5);
      try {
        await encoding;
      } finally {
        clearInterrupt();
      }
      assert.equal((await tokenizer().encode("a")).length, 2);
    });
  });
}

describe("SentencePieceThread", () => {
  const file = goldenPath("tokenizers", "t5", "spiece.model");

  it("says that it ended, and comes back with the next call as it was configured", async () => {
    const thread = new SentencePieceThread(file);
    thread.configure([{ content: "<x>", id: 900, special: true }], {
      pieceOffset: 100,
      prefixAfterAdded: true,
    });
    const [before] = await thread.encode(["a<x>"], {});
    const { worker } = thread as unknown as { worker: Worker };
    const waiting = assert.rejects(
      // So many that none of the calls is answered before the thread ends.
      thread.encode(new Array(5000).fill("a b ".repeat(50)), {}),
      (error: Error) =>
        error instanceof SummnbError && /thread that reads .* ended \(exit code 1\)/.test(error.message),
    );
    await worker.terminate();
    await waiting;
    const [after] = await thread.encode(["a<x>"], {});
    assert.deepEqual(after, before);
    assert.equal(after!.ids.at(-1), 900);
    assert.ok(after!.ids[0]! >= 100);
  });

  it("does not keep the process alive", () => {
    const library = new URL("../../../src/library/tokenizers/index.js", import.meta.url).href;
    const folder = goldenPath("tokenizers", "pegasus");
    const program = `const { AutoTokenizer } = await import(${JSON.stringify(library)});
      const tokenizer = await AutoTokenizer.fromPretrained(${JSON.stringify(folder)});
      console.log(JSON.stringify(await tokenizer.encode("<mask_1>")));`;
    const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
      // Far less than an idle thread lives.
      timeout: 40_000,
    });
    assert.deepEqual([status, stdout.trim()], [0, "[2,1]"]);
  });
});
