import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PreTrainedModel } from "../../../src/library/models/index.js";
import { OutOfMemoryError, ops } from "../../../src/library/tensor/index.js";
import { Seq2SeqTrainer, Seq2SeqTrainingArguments } from "../../../src/library/training/index.js";
import { tinyModel, tinyRows } from "./tinyRun.js";

/** A model for which batches of more than `most` rows need more memory than any machine has. */
function hungry(most: number): PreTrainedModel {
  const model = tinyModel();
  const encode = model.encode.bind(model);
  model.encode = (inputIds, ...rest) => {
    const rows = inputIds.shape[0]!;
    if (rows > most) ops.zeros([rows, 2 ** 44], "float32");
    return encode(inputIds, ...rest);
  };
  return model;
}

describe("autoFindBatchSize", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-batch-size-"));
    process.env.SUMMNB_RUNS = folder;
  });
  after(() => {
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  async function train(model: PreTrainedModel, autoFindBatchSize: boolean) {
    const trainer = new Seq2SeqTrainer({
      model,
      args: new Seq2SeqTrainingArguments({
        maxSteps: 4,
        perDeviceTrainBatchSize: 8,
        autoFindBatchSize,
        optim: "sgd",
        learningRate: 1e-2,
        loggingSteps: 1,
        saveStrategy: "no",
      }),
      trainDataset: tinyRows,
      // Dropout draws by the shape of its input; without it the same rows give the same loss.
      dropout: 0,
      display: false,
    });
    const losses: number[] = [];
    const notices: string[] = [];
    for await (const event of trainer.events()) {
      if (event.type === "step") losses.push(event.loss);
      if (event.type === "notice") notices.push(event.message);
    }
    return { losses, notices };
  }

  it("halves the micro-batch until it fits; losses stay the same", async () => {
    const plain = await train(tinyModel(), false);
    const halved = await train(hungry(3), true);
    assert.deepEqual(halved.notices, [
      "Memory ran out with micro-batches of 8 rows: the run goes on with 2 rows and more accumulation; the rows of an update stay the same.",
    ]);
    for (const [i, loss] of plain.losses.entries())
      assert.ok(Math.abs(halved.losses[i]! - loss) < 1e-5, `${halved.losses[i]} instead of ${loss}`);
  });

  it("off, the error comes through", async () => {
    await assert.rejects(train(hungry(3), false), OutOfMemoryError);
  });

  it("gives up when one row does not fit", async () => {
    await assert.rejects(train(hungry(0), true), OutOfMemoryError);
  });
});
