import assert from "node:assert/strict";
import { copyFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SummnbError } from "../../../../src/library/errors.js";
import {
  decodeMessage,
  encodeMessage,
  type ModelProto,
} from "../../../../src/library/onnx/proto/messages.js";
import { listOnnxProviders, OnnxModelForSeq2SeqLM } from "../../../../src/library/onnx/runtime/index.js";
import { copyOf, exportedStarter, sources } from "./fixtures.js";

const onlyOneSentence = (message: string) => !message.includes("\n") && message.length < 500;

/** Opening a folder fails with this sentence. */
async function refuses(folder: string, message: RegExp, providers?: string[]): Promise<void> {
  await assert.rejects(
    OnnxModelForSeq2SeqLM.fromPretrained(folder, { threads: 1, providers }),
    (error: Error) => {
      assert.ok(error instanceof SummnbError, String(error));
      assert.match(error.message, message);
      return onlyOneSentence(error.message);
    },
  );
}

const encoder = (folder: string) => path.join(folder, "encoder_model.onnx");
const decoder = (folder: string) => path.join(folder, "decoder_model.onnx");

function changeConfig(folder: string, change: Record<string, unknown>): void {
  const file = path.join(folder, "config.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...change }));
}

function changeModel(file: string, change: (model: ModelProto) => ModelProto): void {
  const model = decodeMessage("ModelProto", readFileSync(file));
  writeFileSync(file, encodeMessage("ModelProto", change(model)));
}

describe("An ONNX model that is not right is refused in one sentence, and one that is open goes on", () => {
  let good: string;
  let external: string;
  let open: OnnxModelForSeq2SeqLM;
  let expected: number[][];
  before(async () => {
    good = await exportedStarter();
    external = await exportedStarter({ externalData: true });
    open = await OnnxModelForSeq2SeqLM.fromPretrained(good, { threads: 1 });
    expected = await open.generate(sources, { maxNewTokens: 4 });
  });
  after(() => open.dispose());
  afterEach(async () => assert.deepEqual(await open.generate(sources, { maxNewTokens: 4 }), expected));

  const cases: [what: string, damage: (folder: string) => void, message: RegExp][] = [
    [
      "a truncated file",
      (folder) => truncateSync(decoder(folder), statSync(decoder(folder)).size >> 1),
      /decoder_model\.onnx is no whole ONNX file/,
    ],
    [
      "an empty file",
      (folder) => truncateSync(encoder(folder), 0),
      /encoder_model\.onnx is no whole ONNX file/,
    ],
    [
      "a page in place of a file",
      (folder) => writeFileSync(encoder(folder), "<html>404</html>"),
      /encoder_model\.onnx is no whole ONNX file/,
    ],
    [
      "an unsupported opset",
      (folder) =>
        changeModel(encoder(folder), (model) => ({ ...model, opsetImport: [{ domain: "", version: 99 }] })),
      /encoder_model\.onnx needs opset 99 of ONNX, and this onnxruntime has them up to \d+/,
    ],
    [
      "a later format",
      (folder) => changeModel(encoder(folder), (model) => ({ ...model, irVersion: 60 })),
      /is written in version 60 of the ONNX format/,
    ],
    [
      "an encoder in the decoder's place",
      (folder) => copyFileSync(encoder(folder), decoder(folder)),
      /decoder_model\.onnx is no part of a sequence-to-sequence model .* has no input encoder_hidden_states/,
    ],
    [
      "another architecture",
      (folder) => changeConfig(folder, { model_type: "gpt2" }),
      /of type "gpt2"; summnb has t5/,
    ],
    [
      "the config of a deeper model",
      (folder) => changeConfig(folder, { num_decoder_layers: 6 }),
      /has 2 decoder layers and config\.json 6/,
    ],
    [
      "the config of a wider model",
      (folder) => changeConfig(folder, { d_kv: 64 }),
      /has 32 as the width of a head and config\.json 64/,
    ],
    ["no config", (folder) => rmSync(path.join(folder, "config.json")), /holds no config\.json/],
    ["no decoder", (folder) => rmSync(decoder(folder)), /but not a whole model: it needs/],
  ];
  for (const [what, damage, message] of cases)
    it(what, async () => {
      const folder = copyOf(good);
      damage(folder);
      await refuses(folder, message);
    });

  it("missing external data", async () => {
    const folder = copyOf(external);
    rmSync(`${decoder(folder)}_data`);
    await refuses(folder, /has its weights in decoder_model\.onnx_data, which is not there/);
  });

  it("external data that is too short", async () => {
    const folder = copyOf(external);
    truncateSync(`${decoder(folder)}_data`, 5000);
    await refuses(folder, /in a file of its own, which is shorter than it must be/);
  });

  it("a provider that isn't there", async () => {
    const there = await listOnnxProviders();
    assert.ok(there.includes("cpu"));
    await refuses(good, new RegExp(`"nonsense" is not there: .* has ${there.join(", ")}`), ["nonsense"]);
    const other = there.includes("coreml") ? "directml" : "coreml";
    await refuses(good, new RegExp(`"${other}" is not there`), [other]);
    await refuses(good, /providers must name one at least/, []);
  });

  it("a provider whose device isn't there", async function () {
    if (process.platform !== "linux") this.skip();
    // onnxruntime-node's package has no CUDA libraries; who has added them has the provider.
    try {
      await (await OnnxModelForSeq2SeqLM.fromPretrained(good, { providers: ["cuda"] })).dispose();
    } catch (error) {
      assert.match((error as Error).message, /^The execution provider cuda can't be used on this machine/);
    }
  });

  it("an id past the vocabulary, in the middle of its work", async () => {
    await assert.rejects(
      open.generate([[5, 99_999, 1]], { maxNewTokens: 4 }),
      /A token id is past the model's vocabulary/,
    );
  });

  it("processors that can't go to its thread", async () => {
    await assert.rejects(
      open.generate(sources, { maxNewTokens: 4, logitsProcessors: [(scores) => scores] }),
      /logitsProcessors are functions, which can't go to the thread/,
    );
  });
});
