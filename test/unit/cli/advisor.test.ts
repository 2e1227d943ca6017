import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AdvisorProcess } from "../../../src/host/train-lora/advisor-process.js";
import { trainConfig } from "../../../src/host/train-lora/config.js";
import { basicPlan } from "../../../src/host/train-lora/presets.js";
import {
  advisorMethods,
  type CheckParams,
  type DataFacts,
  type DataParams,
  type MachineFacts,
  type ModelFacts,
  type PlanCheck,
} from "../../../src/protocol/advisor.js";
import type { TrainPlan } from "../../../src/protocol/train-plan.js";
import { repositoryRoot } from "../../golden/goldenData.js";
import { HubServer } from "../../hub/server.js";
import { textRows } from "../training/doctor/support.js";

describe("the process that the Train LoRA form asks", function () {
  this.timeout(60_000);
  let folder: string;
  let advisor: AdvisorProcess;
  let hub: HubServer;
  const log: string[] = [];
  const starter = path.join(repositoryRoot, "examples/starter");

  before(async () => {
    hub = await HubServer.start();
    folder = mkdtempSync(path.join(tmpdir(), "summnb-advisor-"));
    const lines = (from: number, count: number) =>
      `${textRows(count, from)
        .map((row) => JSON.stringify(row))
        .join("\n")}\n`;
    writeFileSync(path.join(folder, "train.jsonl"), lines(0, 60));
    writeFileSync(path.join(folder, "validation.jsonl"), lines(1000, 60));
    advisor = new AdvisorProcess(
      async () => ({
        command: process.execPath,
        env: { ...process.env, HF_HOME: path.join(folder, "home"), HF_ENDPOINT: hub.url },
        main: path.join(repositoryRoot, "dist/src/cli/advisor/main.js"),
        cwd: folder,
      }),
      { log: (line) => log.push(line) },
    );
  });
  after(async () => {
    advisor.end();
    await hub.close();
    rmSync(folder, { recursive: true });
  });

  const data = (params: Partial<DataParams>) =>
    advisor.ask<DataFacts>(advisorMethods.data, { data: ".", config: "", mayDownload: false, ...params });
  const check = (changes: Partial<TrainPlan>, withData = true) =>
    advisor.ask<PlanCheck>(advisorMethods.check, {
      config: trainConfig({
        ...basicPlan,
        model: starter,
        data: ".",
        prompt: "summarize: ",
        lora: { r: 4, targetModules: ["q", "v"] },
        arguments: { learningRate: 5e-4, device: "cpu" },
        ...changes,
      }),
      withData,
    } satisfies CheckParams);

  it("shows splits, columns and first rows of local data", async () => {
    const { state, splits, preview } = await data({});
    assert.equal(state, "ready");
    assert.deepEqual(
      splits.map(({ name, numRows }) => [name, numRows]),
      [
        ["train", 60],
        ["validation", 60],
      ],
    );
    assert.deepEqual(preview?.columns, ["document", "summary"]);
    assert.ok(preview.rows.length > 0);
  });

  it("says in a sentence what can't be read, and lives on", async () => {
    await assert.rejects(data({ data: "./nothing.jsonl" }), /There is no file or folder/);
    await assert.rejects(data({ data: "nobody/nothing" }), /nobody\/nothing/);
    assert.equal((await data({})).splits.length, 2);
  });

  it("fetches data of the Hub only when it may", async () => {
    const rows = textRows(3).map((row) => `${JSON.stringify(row)}\n`);
    hub.addRepo({ type: "dataset", id: "somebody/rows", files: { "train.jsonl": rows.join("") } });
    const given = { data: "somebody/rows" };
    assert.deepEqual(await data(given), { state: "remote", name: "somebody/rows", splits: [] });
    assert.ok(!hub.requests.some(({ url }) => url.includes("train.jsonl")));
    const fetched = await data({ ...given, mayDownload: true });
    assert.deepEqual([fetched.state, fetched.splits[0]?.numRows], ["ready", 3]);
    const later = await data(given);
    assert.equal(later.state, "ready");
  });

  it("knows a model from its configuration", async () => {
    const facts = await advisor.ask<ModelFacts>(advisorMethods.model, { model: starter });
    assert.equal(facts.type, "t5");
    assert.deepEqual(facts.defaultTargets, ["q", "v"]);
    for (const layer of ["k", "o", "wi_0", "wo"]) assert.ok(facts.layers.includes(layer), layer);
    assert.equal(facts.layers.includes("lm_head"), false);
    await assert.rejects(advisor.ask(advisorMethods.model, { model: folder }), /holds no config\.json/);
  });

  it("names the devices with their memory", async () => {
    const { devices } = await advisor.ask<MachineFacts>(advisorMethods.machine);
    const cpu = devices.find(({ name }) => name === "cpu");
    assert.ok(cpu && cpu.freeBytes! > 0 && cpu.totalBytes! >= cpu.freeBytes!);
  });

  it("counts, estimates and finds nothing wrong in a plan that is right", async () => {
    const found = await check({});
    assert.deepEqual(found.findings, []);
    assert.ok(found.parameters!.trainable > 0 && found.parameters!.trainable < found.parameters!.all / 10);
    assert.deepEqual(found.steps, { total: 24, perEpoch: 8, rows: 60 });
    const { weights, activations, peak, device } = found.memory!;
    assert.ok(weights > 0 && activations > 0 && peak > weights && device === "cpu");
  });

  it("estimates more for larger batches, and less for LoRA than for all weights", async () => {
    const peak = async (changes: Partial<TrainPlan>) => (await check(changes)).memory!.peak;
    const args = (perDeviceTrainBatchSize: number) => ({
      arguments: { learningRate: 5e-4, device: "cpu", perDeviceTrainBatchSize },
    });
    const [small, large] = [await peak(args(2)), await peak(args(16))];
    assert.ok(large > 1.5 * small, `${small} and ${large}`);
    const full = await check({ method: "full", arguments: { device: "cpu" } });
    assert.ok(full.memory!.optimizer > 10 * (await check({})).memory!.optimizer);
  });

  it("finds what the training doctor finds, also without data", async () => {
    const rules = async (changes: Partial<TrainPlan>, withData = true) =>
      (await check(changes, withData)).findings.map(({ rule }) => rule);
    assert.deepEqual(await rules({ prompt: "" }), ["t5-without-prefix"]);
    assert.deepEqual(await rules({ lora: { targetModules: ["nothing"] } }), ["lora-targets"]);
    assert.deepEqual(await rules({ lora: { targetModules: ["nothing"] } }, false), ["lora-targets"]);
    assert.deepEqual(await rules({ arguments: { fp16: true, learningRate: 5e-4 } }, false), ["fp16"]);
    assert.deepEqual(await rules({ arguments: { learningRate: -1 }, method: "full" }, false), ["arguments"]);
    assert.deepEqual(await rules({ documentColumn: "nothing" }), ["dataset", "dataset"]);
    assert.equal((await check({}, false)).steps, null);
  });

  it("starts again after it was ended", async () => {
    const waiting = assert.rejects(check({}));
    // The request has gone out.
    await new Promise((resolve) => setTimeout(resolve, 20));
    advisor.end();
    await waiting;
    assert.equal((await data({})).state, "ready");
  });
});
