import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { Mt19937 } from "../../../src/library/random/index.js";
import { methods } from "../../../src/protocol/index.js";
import { repositoryRoot } from "../../golden/goldenData.js";
import { KernelProcess, pause, TestClient } from "../kernel/client.js";

const starter = path.join(repositoryRoot, "examples/starter");
const moments = 8;
/** From the request to the cell's end, the checkpoint included; on a machine where a step takes longer, as long as one. */
const limitMilliseconds = 1000;

/** The starter with LoRA in the first run's batches: 32 rows of up to 64 tokens. */
const setUp = `
  import { AutoModelForSeq2SeqLM, LoraConfig, Seq2SeqTrainer, Seq2SeqTrainingArguments, getPeftModel } from "summnb";
  const base = await AutoModelForSeq2SeqLM.fromPretrained(${JSON.stringify(starter)}, { dtype: "float32" });
  const model = getPeftModel(base, new LoraConfig({ r: 16, loraAlpha: 32, targetModules: "all-linear" }), { seed: 1 });
  const ids = (i: number, length: number) => [...Array.from({ length }, (_, j) => 3 + ((31 * i + 7 * j) % 3500)), 1];
  const trainDataset = Array.from({ length: 640 }, (_, i) => ({ inputIds: ids(i, 40 + (i % 24)), labels: ids(i, 8 + (i % 9)) }));
  const args = { outputDir: "out", maxSteps: 400, perDeviceTrainBatchSize: 32, learningRate: 1e-3, saveStrategy: "steps", saveSteps: 500 };
  const trainer = new Seq2SeqTrainer({ model, trainDataset, args: new Seq2SeqTrainingArguments(args) });
  let steps = 0, slowest = 0;
  async function train(resumeFromCheckpoint: boolean) {
    let last = performance.now();
    for await (const event of trainer.events({ resumeFromCheckpoint })) {
      if (event.type !== "step") continue;
      steps = event.step;
      slowest = Math.max(slowest, performance.now() - last);
      last = performance.now();
    }
  }`;

function newestCheckpoint(folder: string): number {
  const whole = (name: string) => existsSync(path.join(folder, name, "manifest.json"));
  const names = existsSync(folder) ? readdirSync(folder).filter(whole) : [];
  return Math.max(0, ...names.map((name) => Number(name.replace("checkpoint-", ""))));
}

describe("Interrupting a training of the starter", function () {
  this.timeout(300_000);
  let kernel: KernelProcess;
  let client: TestClient;
  before(async () => {
    kernel = new KernelProcess();
    client = await TestClient.open(await kernel.start({ SUMMNB_RUNS: path.join(kernel.folder, "runs") }));
  });
  after(async () => {
    client.close();
    await kernel.dispose();
  });

  async function shown(code: string): Promise<string> {
    await client.execute(code, "shown");
    return client.text(client.events.at(-1)!.executionId);
  }

  it(`takes effect within a second at ${moments} moments, and leaves a checkpoint to go on from`, async () => {
    const { status } = await client.execute(setUp);
    assert.equal(status, "ok", client.text(client.events.at(-1)!.executionId));
    const random = new Mt19937(Date.now() % 2 ** 32);
    const took: string[] = [];
    let done = 0;
    for (let moment = 0; moment < moments; moment++) {
      const running = client.execute(`await train(${moment > 0})`, "training");
      const delay = 1500 + (random.nextUint32() % 3000);
      await pause(delay);
      const start = performance.now();
      await client.rpc.sendRequest(methods.interrupt);
      const { status } = await running;
      const milliseconds = performance.now() - start;
      took.push(`${Math.round(milliseconds)} ms after ${delay} ms`);
      assert.equal(status, "interrupted", client.text(client.events.at(-1)!.executionId));
      const step = Number(await shown("slowest"));
      assert.ok(
        milliseconds < Math.max(limitMilliseconds, 1.5 * step),
        `${took.join(", ")}; a step took ${step} ms`,
      );
      // The variables live on, and what was learned is on the disk; the last step may not have been told any more.
      const told = Number(await shown("steps"));
      const saved = newestCheckpoint(path.join(kernel.folder, "out"));
      assert.ok(
        saved >= Math.max(told, done) && saved <= Math.max(told, done) + 1,
        `${saved} saved, ${told} told; ${took.join()}`,
      );
      done = saved;
    }
    assert.ok(done > 0, took.join(", "));
    const loss = await shown("(await trainer.evaluate(trainDataset.slice(0, 8))).evalLoss");
    assert.ok(Number(loss) > 0, loss);
    console.log(`      ${took.join(", ")}`);
  });
});
