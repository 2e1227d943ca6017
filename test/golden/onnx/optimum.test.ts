import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { generateSequences } from "../../../src/library/generation/index.js";
import { fromGenerationConfig } from "../../../src/library/generation/options.js";
import { OnnxModelForSeq2SeqLM } from "../../../src/library/onnx/runtime/index.js";
import { withoutPadding } from "../generation/goldenIds.js";
import { goldenPath, readGolden } from "../goldenData.js";
import { findPython, runPython, withoutPython } from "../python.js";

const modules = ["torch", "transformers", "optimum.exporters.onnx"];
const python = findPython(...modules);

const exporting = `
import json, sys
from optimum.exporters.onnx import main_export
main_export(sys.argv[1], output=sys.argv[2], task="text2text-generation-with-past", opset=18, do_validation=False)
print(json.dumps(True))
`;

interface Golden {
  single: { input_ids: number[][] };
  cases: Record<string, { input: string; kwargs: Record<string, unknown>; sequences: number[][] }>;
}
const models = readGolden<{ models: Record<string, Golden> }>("generate", "generate.4.57.6.json").models;

for (const name of ["t5", "bart"])
  describe(`A model that Optimum has exported: ${name}${python ? "" : withoutPython(...modules)}`, () => {
    let folder: string;
    before(function () {
      if (!python) this.skip();
      this.timeout(300_000);
      folder = mkdtempSync(path.join(tmpdir(), "summnb-optimum-"));
      runPython(python, exporting, goldenPath("models", `${name}-trained`), folder);
    });
    after(() => folder && rmSync(folder, { recursive: true }));

    async function check(): Promise<void> {
      const model = await OnnxModelForSeq2SeqLM.fromPretrained(folder, { threads: 1 });
      const { single, cases } = models[name]!;
      const titles = Object.keys(cases).filter((title) => cases[title]!.input === "single");
      assert.ok(titles.length > 5);
      for (const title of titles) {
        const { kwargs, sequences } = cases[title]!;
        const found = await generateSequences(model, single.input_ids, fromGenerationConfig(kwargs));
        const expected = sequences.map((ids) => withoutPadding(ids, model.eosTokenId));
        assert.deepEqual(
          found.map(({ ids }) => ids),
          expected,
          title,
        );
      }
      await model.dispose();
    }

    it("generates what Transformers does, with two decoders", check);

    it("and with the merged one alone, in onnx/", async () => {
      mkdirSync(path.join(folder, "onnx"));
      for (const file of readdirSync(folder)) {
        if (!file.endsWith(".onnx")) continue;
        const isMerged = /encoder|merged/.test(file);
        if (isMerged) renameSync(path.join(folder, file), path.join(folder, "onnx", file));
        else rmSync(path.join(folder, file));
      }
      assert.ok(readdirSync(path.join(folder, "onnx")).includes("decoder_model_merged.onnx"));
      await check();
    });
  });
