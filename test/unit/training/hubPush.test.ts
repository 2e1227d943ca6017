import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadDataset } from "../../../src/library/datasets/index.js";
import { getPeftModel, LoraConfig } from "../../../src/library/peft/index.js";
import { range } from "../../../src/library/range.js";
import {
  Seq2SeqTrainer,
  Seq2SeqTrainingArguments,
  type TrainerOptions,
  type TrainingArgumentInputs,
} from "../../../src/library/training/index.js";
import { redact } from "../../../src/protocol/secrets.js";
import type { HubServer } from "../../hub/server.js";
import { startHub, writeToken } from "../hub/upload/modelFolder.js";
import { tinyModel, tinyRows } from "./tinyRun.js";

describe("Training with pushToHub", () => {
  let hub: HubServer;
  let folder: string;
  const environment = { ...process.env };
  before(async () => {
    hub = await startHub();
    folder = mkdtempSync(path.join(tmpdir(), "summnb-push-training-"));
    process.env.HF_ENDPOINT = hub.url;
    process.env.SUMMNB_RUNS = path.join(folder, "runs");
    delete process.env.HF_TOKEN;
  });
  after(async () => {
    process.env = environment;
    await hub.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => hub.faults.clear());

  const trainerOf = (
    name: string,
    args: TrainingArgumentInputs = {},
    lora = false,
    trainDataset: TrainerOptions["trainDataset"] = tinyRows,
  ) => {
    const model = lora
      ? getPeftModel(tinyModel(), new LoraConfig({ r: 2, targetModules: ["q"] }))
      : tinyModel();
    return new Seq2SeqTrainer({
      model,
      trainDataset,
      evalDataset: tinyRows.slice(0, 5),
      sourcePrefix: "summarize: ",
      doctor: false,
      display: false,
      args: new Seq2SeqTrainingArguments({
        outputDir: path.join(folder, name),
        device: "cpu",
        maxSteps: 4,
        saveSteps: 2,
        loggingSteps: 2,
        perDeviceTrainBatchSize: 4,
        evalStrategy: "epoch",
        pushToHub: true,
        hubToken: writeToken,
        ...args,
      }),
    });
  };
  const repoOf = (name: string) => hub.repo("model", `me/${name}`)!;
  const files = (name: string) => {
    const repo = repoOf(name);
    return repo.commits.get(repo.branches.get("main")!)!;
  };
  const commits = (name: string) =>
    hub.requests.filter(({ url }) => url.includes(`/me/${name}/commit/`)).length;

  it("uploads every save beside the training, and the model when it is saved, with the run's card", async () => {
    const trainer = trainerOf("every", { hubAlwaysPush: true });
    await trainer.train();
    assert.equal(repoOf("every").private, true);
    assert.equal(commits("every"), 2, "one for each save");
    const output = path.join(folder, "every");
    await trainer.saveModel();
    const tree = files("every");
    assert.ok(
      tree.get("model.safetensors")!.content.equals(readFileSync(path.join(output, "model.safetensors"))),
    );
    assert.ok(
      ![...tree.keys()].some((name) => /optimizer|checkpoint|runs|state/.test(name)),
      [...tree.keys()].join(),
    );
    const card = tree.get("README.md")!.content.toString();
    assert.match(card, new RegExp(`Run \`${trainer.runId}\``));
    assert.match(card, /\| `learningRate` \| `0\.00005` \|/);
    assert.match(card, /\| `sourcePrefix` \| `summarize:` \|/);
    assert.match(card, /\| validation \| – \| 5 \|/);
    assert.deepEqual(
      readdirSync(output).filter((name) => name.startsWith("push-")),
      [],
    );
  });

  it("links the data sets of the Hub that it was trained on, however they were changed", async () => {
    const rows = tinyRows.map(({ inputIds, labels }) => JSON.stringify({ input_ids: inputIds, labels }));
    hub.addRepo({ type: "dataset", id: "org/rows", files: { "train.jsonl": rows.join("\n") } });
    process.env.HF_HOME = path.join(folder, "hf");
    const dataset = await loadDataset("org/rows", { split: "train" });
    const trainer = trainerOf("linked", {}, false, dataset.shuffle({ seed: 1 }).select(range(8)));
    await trainer.train();
    await trainer.saveModel();
    const card = files("linked").get("README.md")!.content.toString();
    assert.match(card, /^datasets:\n- org\/rows$/m);
    assert.match(card, /From \[org\/rows\]\([^)]*datasets\/org\/rows\)/);
  });

  it("uploads only the final model by the strategy end", async () => {
    const trainer = trainerOf("end", { hubStrategy: "end", hubModelId: "me/final", hubPrivateRepo: false });
    await trainer.train();
    assert.equal(commits("final"), 0);
    assert.equal(repoOf("final").private, false);
    await trainer.saveModel();
    assert.ok(files("final").has("model.safetensors"));
  });

  it("uploads the newest checkpoint to go on from, or all of them, even when they are removed meanwhile", async () => {
    const last = trainerOf("last", { hubStrategy: "checkpoint", hubAlwaysPush: true, saveTotalLimit: 1 });
    await last.train();
    const newest = JSON.parse(files("last").get("last-checkpoint/trainer_state.json")!.content.toString());
    assert.equal(newest.global_step, 4);
    const names = readdirSync(path.join(folder, "last", "checkpoint-4"));
    for (const name of names) assert.ok(files("last").has(`last-checkpoint/${name}`), name);
    const all = trainerOf("all", { hubStrategy: "all_checkpoints", hubAlwaysPush: true, saveTotalLimit: 1 });
    await all.train();
    for (const step of [2, 4]) assert.ok(files("all").has(`checkpoint-${step}/model.safetensors`));
    assert.ok(!existsSync(path.join(folder, "all", "checkpoint-2")));
  });

  it("uploads an adapter with its base model's name", async () => {
    const trainer = trainerOf("lora", { hubStrategy: "end" }, true);
    await trainer.train();
    const result = await trainer.pushToHub({ license: "mit", commitMessage: "Adapter" });
    assert.equal(result.repo, "me/lora");
    assert.deepEqual([...files("lora").keys()].sort(), [
      ".gitattributes",
      "README.md",
      "adapter_config.json",
      "adapter_model.safetensors",
    ]);
    assert.match(files("lora").get("README.md")!.content.toString(), /^library_name: peft\nlicense: mit$/m);
    const model = await trainer.model.pushToHub("me/by-model", { token: writeToken });
    assert.equal(model.card, "written");
    assert.match(files("by-model").get("README.md")!.content.toString(), new RegExp(trainer.runId!));
  });

  it("says before the first step that a token is missing or may not write", async () => {
    const none = trainerOf("none", { hubToken: null });
    process.env.HF_TOKEN_PATH = path.join(folder, "no-token");
    await assert.rejects(
      none.train(),
      /^SummnbError: Uploading to none needs an access token .*set HF_TOKEN/,
    );
    const others = trainerOf("others", { hubModelId: "you/model" });
    await assert.rejects(others.train(), /may not write to you\/model \(403\)/);
    assert.equal(others.runId, undefined);
    assert.throws(() => trainerOf("wrong", { hubModelId: "a b" }), /"a b" is no name of a repository/);
  });

  it("goes on with the training when an upload fails, and says so", async () => {
    hub.faults.add({ path: "/me/failing/commit/", status: 403, times: 9 });
    const trainer = trainerOf("failing", { hubAlwaysPush: true });
    const notices: string[] = [];
    for await (const event of trainer.events()) if (event.type === "notice") notices.push(event.message);
    assert.equal(notices.length, 2, notices.join("\n"));
    assert.match(
      notices[0]!,
      /^The upload of step 2 failed, and the training goes on: .* may not write to me\/failing/,
    );
    await assert.rejects(trainer.saveModel(), /\(403\).* The model itself is whole in .*failing\.$/);
    assert.ok(existsSync(path.join(folder, "failing", "model.safetensors")));
  });

  it("writes the token into no file and no repository", () => {
    const searched = [...filesBelow(folder)];
    assert.ok(searched.some((file) => file.endsWith("run.json")) && searched.length > 40);
    for (const file of searched) assert.ok(!readFileSync(file, "latin1").includes(writeToken), file);
    for (const name of ["every", "lora", "last"])
      for (const [file, { content }] of files(name)) assert.ok(!content.includes(writeToken), file);
    assert.equal(redact(`a ${writeToken} b`), "a hf_… b");
  });
});

function* filesBelow(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file).isDirectory()) yield* filesBelow(file);
    else yield file;
  }
}
