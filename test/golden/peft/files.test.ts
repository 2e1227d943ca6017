import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { countParameters } from "../../../src/library/models/count.js";
import type { PreTrainedModel } from "../../../src/library/models/index.js";
import { getPeftModel, PeftModel } from "../../../src/library/peft/index.js";
import { backward, loadSafetensors, ops, Scope, saveSafetensors } from "../../../src/library/tensor/index.js";
import { zeroGrad } from "../../../src/library/training/gradients.js";
import { SGD } from "../../../src/library/training/index.js";
import { goldenPath } from "../goldenData.js";
import { findPython, runPython, withoutPython } from "../python.js";
import { baseModel, batchOf, configOf, differenceOf, readAdapters, sampleLogits } from "./adapterGolden.js";

/** Measured between PEFT and summnb: 5e-6 on logits up to 20. */
const logitTolerance = 2e-5;
const { trained, cases } = readAdapters();
const configName = "adapter_config.json";
const weightsName = "adapter_model.safetensors";

let scratch: string;
before(() => {
  scratch = mkdtempSync(path.join(tmpdir(), "summnb-adapters-"));
});
after(() => rmSync(scratch, { recursive: true }));

const bytesOf = (...parts: string[]) => readFileSync(path.join(...parts));

describe("Adapters that PEFT wrote", () => {
  for (const [kind, logits] of Object.entries(trained)) {
    const folder = () => goldenPath("trainer", "tf4.57.6", `${kind}_lora_ga1_ls0.adapter`);
    const name = `${kind}-trained`;

    it(`${kind}: the same logits, nothing trains, and written again byte for byte`, async () => {
      const base = await baseModel(name);
      const model = await PeftModel.fromPretrained(base, folder());
      const difference = differenceOf(sampleLogits(model, batchOf(name)), logits);
      assert.ok(difference < logitTolerance, `logits differ by ${difference}`);
      const { total, trainable, all } = countParameters(model);
      assert.equal(trainable, 0);
      assert.ok(all > total);
      const copy = path.join(scratch, kind);
      await model.savePretrained(copy);
      for (const file of [configName, weightsName])
        assert.ok(bytesOf(copy, file).equals(bytesOf(folder(), file)), `${file} changed on the way`);
    });
  }

  it("trains on when asked to", async () => {
    const folder = goldenPath("trainer", "tf4.57.6", "flan_lora_ga1_ls0.adapter");
    const model = await PeftModel.fromPretrained(await baseModel("flan-trained"), folder, {
      isTrainable: true,
    });
    assert.equal(countParameters(model).trainable, 12288);
    assert.equal(model.training, false);
  });

  it("names a layer that this model has not, or began in a way that left the weights alone", async () => {
    const folder = path.join(scratch, "lenient");
    cpSync(goldenPath("trainer", "tf4.57.6", "flan_lora_ga1_ls0.adapter"), folder, { recursive: true });
    const config = JSON.parse(bytesOf(folder, configName).toString());
    const changed = { ...config, target_modules: ["q", "v", "q_proj"], init_lora_weights: "eva" };
    writeFileSync(path.join(folder, configName), JSON.stringify(changed));
    const model = await PeftModel.fromPretrained(await baseModel("flan-trained"), folder);
    assert.ok(differenceOf(sampleLogits(model, batchOf("flan-trained")), trained.flan!) < logitTolerance);
    await model.savePretrained(path.join(scratch, "lenient-again"));
    const again = JSON.parse(bytesOf(scratch, "lenient-again", configName).toString());
    assert.equal(again.init_lora_weights, "eva");
  });

  it("keeps keys that it does not know", async () => {
    const folder = path.join(scratch, "future");
    cpSync(goldenPath("trainer", "tf4.57.6", "flan_lora_ga1_ls0.adapter"), folder, { recursive: true });
    const config = { ...JSON.parse(bytesOf(folder, configName).toString()), future: { é: [1, null] } };
    writeFileSync(path.join(folder, configName), JSON.stringify(config));
    const model = await PeftModel.fromPretrained(await baseModel("flan-trained"), folder);
    await model.savePretrained(path.join(scratch, "kept"));
    const kept = bytesOf(scratch, "kept", configName).toString();
    assert.deepEqual(JSON.parse(kept), config);
    assert.ok(kept.includes('"\\u00e9"'), "json.dumps writes ASCII");
  });
});

describe("Adapters that can't be read", () => {
  let base: PreTrainedModel;
  beforeEach(async () => {
    base = await baseModel("flan-trained");
  });

  /** A copy of FLAN's adapter with another config or other weights. */
  function altered(config: object, change: (tensors: ReturnType<typeof loadSafetensors>) => void): string {
    const folder = mkdtempSync(path.join(scratch, "altered-"));
    const source = goldenPath("trainer", "tf4.57.6", "flan_lora_ga1_ls0.adapter");
    const raw = JSON.parse(bytesOf(source, configName).toString());
    writeFileSync(path.join(folder, configName), JSON.stringify({ ...raw, ...config }));
    const tensors = loadSafetensors(path.join(source, weightsName));
    change(tensors);
    saveSafetensors(path.join(folder, weightsName), tensors);
    return folder;
  }
  const unchanged = () => {};
  const a = "base_model.model.encoder.block.0.layer.0.SelfAttention.q.lora_A.weight";

  const refusals: [what: string, folder: () => string, message: RegExp][] = [
    ["no config", () => scratch, /holds no adapter_config\.json, so it is not an adapter/],
    [
      "another kind",
      () => altered({ peft_type: "IA3" }, unchanged),
      /describes a "IA3" adapter; summnb reads LoRA/,
    ],
    [
      "what summnb does not compute",
      () => altered({ lora_bias: true }, unchanged),
      /sets lora_bias to true, which summnb does not support/,
    ],
    [
      "a way to begin that changes the base model",
      () => altered({ init_lora_weights: "loftq" }, unchanged),
      /sets init_lora_weights to "loftq".*convert the adapter to plain LoRA in PEFT/,
    ],
    [
      "a wrong value",
      () => altered({ r: 0 }, unchanged),
      /LoraConfig's "r" must be a whole number from 1 on, not 0/,
    ],
    [
      "another rank",
      () => altered({ r: 4 }, unchanged),
      /"base_model\S+lora_A\.weight" in \S+ has shape \[8, 64\], but the model and the adapter's rank ask for \[4, 64\]/,
    ],
    [
      "layers of another model",
      () => altered({ target_modules: ["q_proj"] }, unchanged),
      /LoRA's target "q_proj" matches no linear layer of/,
    ],
    [
      "weights that are missing",
      () => altered({}, (tensors) => tensors.delete(a)),
      /lacks "base_model\S+SelfAttention\.q\.lora_A\.weight": the adapter was made for another model/,
    ],
    [
      "weights that have no place",
      () => altered({}, (tensors) => tensors.set(`${a}.more`, tensors.get(a)!)),
      /holds "base_model\S+\.more", for which the model and adapter_config\.json have no place/,
    ],
  ];
  for (const [what, folder, message] of refusals)
    it(`${what}: one sentence, and the model is as it was`, async () => {
      const names = [...base.namedParameters()].map(([name]) => name);
      await assert.rejects(PeftModel.fromPretrained(base, folder()), (error: Error) => {
        assert.equal(error.name, "SummnbError");
        assert.match(error.message, message);
        return true;
      });
      assert.deepEqual(
        [...base.namedParameters()].map(([name]) => name),
        names,
      );
    });

  it("fixed weights that are not the model's", async () => {
    const model = getPeftModel(base, configOf({ target_modules: ["lm_head"] }), { seed: 1 });
    const folder = path.join(scratch, "fixed");
    await model.savePretrained(folder);
    const file = path.join(folder, weightsName);
    const key = "base_model.model.lm_head.base_layer.weight";
    const { shape } = [...model.unload().namedParameters()].find(([name]) => name === "lm_head.weight")![1];
    saveSafetensors(file, loadSafetensors(file).set(key, ops.zeros(shape, "float32")));
    await assert.rejects(PeftModel.fromPretrained(base, folder), /holds other weights than the model/);
  });

  it("no weights", async () => {
    const folder = altered({}, unchanged);
    rmSync(path.join(folder, weightsName));
    await assert.rejects(PeftModel.fromPretrained(base, folder), /has no adapter_model\.safetensors/);
  });
});

/** Some updates, so that nothing is zero any more. */
async function trainALittle(model: PeftModel, name: string, rate: number): Promise<void> {
  const parameters = model.trainableParameters();
  const optimizer = new SGD([{ parameters, weightDecay: 0 }]);
  for (let i = 0; i < 2; i++) {
    const step = new Scope();
    await backward(step.run(() => model.forward(batchOf(name)).loss!));
    optimizer.step(rate);
    zeroGrad(parameters);
    step.dispose();
  }
  optimizer.dispose();
}

/** Prints the logits that PEFT computes with adapters of ours, and writes each again in both formats. */
const readInPython = `
import sys, json, torch
from safetensors.torch import load_file
from transformers import AutoModelForSeq2SeqLM
from peft import PeftModel
torch.set_num_threads(1)
found = []
for job in json.load(open(sys.argv[1])):
    f = load_file(job["batch"])
    model = AutoModelForSeq2SeqLM.from_pretrained(job["base"]).eval()
    model = PeftModel.from_pretrained(model, job["folder"]).eval()
    with torch.no_grad():
        logits = model(**{key: f[key][:2] for key in ("input_ids", "attention_mask", "labels")}).logits
    model.save_pretrained(job["out"])
    model.save_pretrained(job["out"] + ".bin", safe_serialization=False)
    found.append([logits[r, p, :12].tolist() for r, p in ((0, 0), (0, 3), (1, 5))])
print(json.dumps(found))
`;

const modules = ["torch", "transformers", "peft"];
const python = findPython(...modules);
const chosen = [
  "plain",
  "dora-rslora-all-linear",
  "patterns",
  "layers",
  "expression",
  "saved",
  "tied-saved",
  "embedding-dora",
  "pissa",
  "olora",
  // PEFT writes the output layer's own weights beside the adapter's.
  "output-layer",
  "bart-bias-all",
  "bart-bias-lora",
  "bart-embedding",
];
const written = python ? cases.filter(({ name }) => chosen.includes(name)) : [];

describe(`Adapters that PEFT reads${python ? "" : withoutPython(...modules)}`, () => {
  const ours = new Map<string, number[][]>();
  const theirs = new Map<string, number[][]>();
  const folderOf = (whose: string, name: string) => path.join(scratch, `${whose}-${name}`);

  // One Python for all: importing its modules takes longer than the rest.
  before(async function () {
    if (!python) return;
    this.timeout(300_000);
    for (const { name, model: base, config, lr } of written) {
      const model = getPeftModel(await baseModel(base), configOf(config), { seed: 3 });
      await trainALittle(model, base, lr);
      ours.set(name, sampleLogits(model, batchOf(base)));
      await model.savePretrained(folderOf("ours", name));
    }
    const jobs = written.map(({ name, model: base }) => ({
      batch: goldenPath("forward", `${base}.safetensors`),
      base: goldenPath("models", base),
      folder: folderOf("ours", name),
      out: folderOf("theirs", name),
    }));
    const file = path.join(scratch, "jobs.json");
    writeFileSync(file, JSON.stringify(jobs));
    for (const [i, logits] of runPython<number[][][]>(python, readInPython, file).entries())
      theirs.set(written[i]!.name, logits);
  });

  for (const { name, model: base } of written)
    it(`${name}: the same logits in PEFT, and back`, async () => {
      const difference = differenceOf(theirs.get(name)!, ours.get(name)!);
      assert.ok(difference < logitTolerance, `logits differ by ${difference}`);
      for (const folder of [folderOf("theirs", name), `${folderOf("theirs", name)}.bin`]) {
        const read = await PeftModel.fromPretrained(await baseModel(base), folder);
        assert.deepEqual(sampleLogits(read, batchOf(base)), ours.get(name));
      }
    });
});
