import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { GenerationConfig } from "../../../src/library/generation/index.js";
import { modelFolder } from "../../../src/library/hub/models.js";
import { AutoModelForSeq2SeqLM } from "../../../src/library/models/index.js";
import { getPeftModel, LoraConfig, PeftModel } from "../../../src/library/peft/index.js";
import { runCli } from "../cli/runCli.js";
import { tinyModel } from "../training/tinyRun.js";
import { withHub } from "./support.js";

const json = "{}";

describe("hub: models by id", () => {
  const at = withHub();
  const add = (files: Record<string, Buffer | string>, id = "org/tiny", revision?: string) =>
    at.hub.addRepo({ type: "model", id, files, revision });
  const fetched = async (files?: "model" | "tokenizer" | "config" | "adapter", id = "org/tiny") =>
    readdirSync(await modelFolder(id, { ...at.options, files })).sort();

  it("fetches of all files only those that are read: safetensors before bin, no other framework's", async () => {
    add({
      "config.json": json,
      "generation_config.json": json,
      "model.safetensors": "s",
      "pytorch_model.bin": "b",
      "tf_model.h5": "h",
      "flax_model.msgpack": "f",
      "onnx/model.onnx": "o",
      "model.gguf": "g",
      "README.md": "r",
      "tokenizer.json": json,
      "tokenizer_config.json": json,
    });
    assert.deepEqual(await fetched("config"), ["config.json", "generation_config.json"]);
    assert.deepEqual(await fetched(), ["config.json", "generation_config.json", "model.safetensors"]);
    assert.equal(at.hub.requests.filter(({ side }) => side === "storage").length, 1);
    assert.deepEqual(
      (await fetched("tokenizer")).filter((name) => name.startsWith("token")),
      ["tokenizer.json", "tokenizer_config.json"],
    );
  });

  it("fetches the shards that the index names, and bin where there is nothing else", async () => {
    const shard = (n: number) => `model-0000${n}-of-00002.safetensors`;
    const index = JSON.stringify({ weight_map: { a: shard(1), b: shard(2), c: shard(1) } });
    add({
      "config.json": json,
      [shard(1)]: "1",
      [shard(2)]: "2",
      "model-00001-of-00009.safetensors": "old",
      "model.safetensors.index.json": index,
      "pytorch_model.bin": "b",
    });
    assert.deepEqual(await fetched(), ["config.json", shard(1), shard(2), "model.safetensors.index.json"]);
    add({ "config.json": json, "pytorch_model.bin": "b", "tf_model.h5": "h" }, "org/old");
    assert.deepEqual(await fetched("model", "org/old"), ["config.json", "pytorch_model.bin"]);
  });

  it("says what a repository is when it is no such model", async () => {
    add({ "config.json": json, "tf_model.h5": "h" });
    await assert.rejects(
      fetched(),
      /has neither model\.safetensors nor pytorch_model\.bin; it has tf_model\.h5, which only other programs read/,
    );
    await assert.rejects(fetched("tokenizer"), /has no tokenizer that summnb reads/);
    add({ "adapter_config.json": json, "adapter_model.safetensors": "a" }, "org/adapter");
    await assert.rejects(
      fetched("model", "org/adapter"),
      /has an adapter and no model.*PeftModel\.fromPretrained/,
    );
    assert.deepEqual(await fetched("adapter", "org/adapter"), [
      "adapter_config.json",
      "adapter_model.safetensors",
    ]);
    await assert.rejects(fetched("adapter"), /no adapter in PEFT's format/);
  });

  it("tells a path from an id, and asks no one about a path", async () => {
    for (const name of ["./no", "no/such/model", "/no", "a.json", "C:\\no"])
      await assert.rejects(
        modelFolder(name, at.options),
        /There is no model at .*no repository on the Hub can be called so/,
        name,
      );
    assert.deepEqual(at.hub.requests, []);
    assert.equal(await modelFolder(at.cacheDir, at.options), at.cacheDir);
    await assert.rejects(
      modelFolder("my-model", at.options),
      /There is no folder my-model here\. There is no model "my-model" at http/,
    );
  });

  it("does not take a part in the cache for the whole offline", async () => {
    add({ "config.json": json, "model.safetensors": "s" });
    await fetched("config");
    const offline = { ...at.options, offline: true };
    await assert.rejects(modelFolder("org/tiny", offline), /lacks model\.safetensors/);
    await fetched();
    assert.ok(await modelFolder("org/tiny", offline));
    // As Python leaves it, without summnb's list of what the commit holds.
    rmSync(path.join(at.cacheDir, "models--org--tiny", ".summnb"), { recursive: true });
    assert.ok(await modelFolder("org/tiny", offline));
    await assert.rejects(
      modelFolder("org/tiny", { ...offline, files: "tokenizer" }),
      /is only in part in the cache, with no tokenizer/,
    );
  });

  it("loads a model, its generation config and an adapter, by revision, under the id as name", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "summnb-hub-model-"));
    try {
      const model = tinyModel();
      await model.savePretrained(folder);
      const read = (name: string) => readFileSync(path.join(folder, name));
      const names = ["config.json", "generation_config.json", "model.safetensors"];
      add(Object.fromEntries(names.map((name) => [name, read(name)])), "org/tiny", "v1");
      const options = { ...at.options, revision: "v1", device: "cpu" };
      const loaded = await AutoModelForSeq2SeqLM.fromPretrained("org/tiny", options);
      assert.equal(loaded.name, "org/tiny");
      assert.deepEqual(loaded.config.model_type, model.config.model_type);
      assert.ok(await GenerationConfig.fromPretrained("org/tiny", { ...at.options, revision: "v1" }));
      await assert.rejects(
        AutoModelForSeq2SeqLM.fromPretrained("org/tiny", at.options),
        /has no revision "main"/,
      );
      const adapter = path.join(folder, "adapter");
      await getPeftModel(loaded, new LoraConfig({ r: 2 }), { seed: 1 }).savePretrained(adapter);
      const parts = ["adapter_config.json", "adapter_model.safetensors"];
      const file = (name: string) => readFileSync(path.join(adapter, name));
      assert.match(file(parts[0]!).toString(), /"base_model_name_or_path": "org\/tiny"/);
      add(Object.fromEntries(parts.map((name) => [name, file(name)])), "org/lora");
      const fresh = await AutoModelForSeq2SeqLM.fromPretrained("org/tiny", options);
      const adapted = await PeftModel.fromPretrained(fresh, "org/lora", at.options);
      assert.equal(adapted.peftConfig.r, 2);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("is what the command line takes as MODEL, and stdout stays the result's", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "summnb-hub-model-"));
    try {
      await tinyModel().savePretrained(folder);
      add({ "config.json": readFileSync(path.join(folder, "config.json")) }, "org/tiny", "v1");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const env = { HF_ENDPOINT: at.hub.url, HF_HUB_CACHE: at.cacheDir };
    const { code, stdout, stderr } = await runCli(
      ["params", "org/tiny", "--revision", "v1", "--json"],
      "",
      env,
    );
    assert.equal(code, 0, stderr);
    assert.equal((JSON.parse(stdout) as { model: string }).model, "org/tiny");
    const missing = await runCli(["params", "org/none"], "", env);
    assert.equal(missing.code, 1);
    assert.match(
      missing.stderr,
      /^There is no folder org\/none here\. There is no model "org\/none"[^\n]*\n$/,
    );
  });
});
