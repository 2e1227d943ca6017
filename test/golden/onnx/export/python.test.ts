import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ExportOptions, exportOnnx } from "../../../../src/library/onnx/export/index.js";
import { goldenPath, readGolden } from "../../goldenData.js";
import { findPython, runPython, withoutPython } from "../../python.js";

const families = ["t5", "flan", "bart", "pegasus"];

const forms: Record<string, ExportOptions> = {
  float32: {},
  float16: { dtype: "float16" },
  int8: { dtype: "int8" },
  merged: { decoder: "merged" },
  external: { externalData: true },
};

const checker = `
import glob, json, sys, onnx
seen = []
for file in sorted(glob.glob(sys.argv[1] + "/*.onnx")):
    onnx.checker.check_model(file, full_check=True)
    model = onnx.load(file, load_external_data=False)
    seen.append([model.ir_version, [[o.domain, o.version] for o in model.opset_import]])
print(json.dumps(seen))
`;

const optimum = `
import json, sys, warnings
warnings.filterwarnings("ignore")
import torch
from optimum.onnxruntime import ORTModelForSeq2SeqLM
folder, merged, cases = sys.argv[1], sys.argv[2] == "merged", json.load(open(sys.argv[3]))["models"][sys.argv[4]]
model = ORTModelForSeq2SeqLM.from_pretrained(folder, use_cache=True, use_merged=merged)
wrong = []
for name, case in cases["cases"].items():
    source = cases[case["input"]]
    ids = torch.tensor(source["input_ids"])
    mask = torch.tensor(source["attention_mask"]) if "attention_mask" in source else torch.ones_like(ids)
    made = model.generate(input_ids=ids, attention_mask=mask, **case["kwargs"])
    made = made if isinstance(made, torch.Tensor) else made.sequences
    if made.tolist() != case["sequences"]: wrong.append(name)
print(json.dumps({"cases": len(cases["cases"]), "wrong": wrong}))
`;

describe("Exported models in Python", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "summnb-onnx-python-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const exported = async (family: string, form: string) => {
    const place = path.join(folder, `${family}-${form}`);
    await exportOnnx(goldenPath("models", `${family}-trained`), place, forms[form]);
    return place;
  };

  const onnx = findPython("onnx");
  const checks = onnx ? it : it.skip;
  for (const form of Object.keys(forms))
    checks(`onnx.checker finds no fault in ${form}${onnx ? "" : withoutPython("onnx")}`, async () => {
      for (const family of families) {
        const seen = runPython<unknown[]>(onnx!, checker, await exported(family, form));
        assert.equal(seen.length, form === "merged" ? 2 : 3);
        for (const versions of seen) assert.deepEqual(versions, [10, [["", 21]]]);
      }
    });

  const modules = ["optimum.onnxruntime", "onnxruntime", "transformers", "torch"];
  const python = findPython(...modules);
  const generates = python ? it : it.skip;
  for (const family of families)
    for (const form of ["float32", "merged"])
      generates(
        `Optimum generates Transformers' ids: ${family}, ${form}${python ? "" : withoutPython(...modules)}`,
        async () => {
          const cases = goldenPath("generate", "generate.4.57.6.json");
          const place = await exported(family, form);
          const { models } = readGolden<{ models: Record<string, { cases: object }> }>(
            "generate",
            "generate.4.57.6.json",
          );
          const result = runPython<{ cases: number; wrong: string[] }>(
            python!,
            optimum,
            place,
            form,
            cases,
            family,
          );
          assert.deepEqual(result, { cases: Object.keys(models[family]!.cases).length, wrong: [] });
        },
      );
});
