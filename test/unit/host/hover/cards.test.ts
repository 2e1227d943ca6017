import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { curveMarkdown, pointsOf } from "../../../../src/host/hover/curve.js";
import { cachedModel, hubCache } from "../../../../src/host/hover/hub-cache.js";
import { folderCard, hubCard } from "../../../../src/host/hover/model-card.js";
import { runCard } from "../../../../src/host/hover/run-card.js";
import { findSubjects } from "../../../../src/host/hover/subject.js";
import { MetricsFile } from "../../../../src/host/runs/metrics-file.js";
import { entriesOf, makeCheckpoint, makeMany, makeRun, temporary } from "../runs/store.js";

/** A safetensors file of zeros. */
function safetensors(tensors: Record<string, { dtype: string; shape: number[]; bytes: number }>): Buffer {
  let end = 0;
  const header = Buffer.from(
    JSON.stringify({
      __metadata__: { format: "pt" },
      ...Object.fromEntries(
        Object.entries(tensors).map(([name, { dtype, shape, bytes }]) => {
          const start = end;
          end += bytes;
          return [name, { dtype, shape, data_offsets: [start, end] }];
        }),
      ),
    }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(end)]);
}

function svgOf(markdown: string | undefined): string {
  const base64 = /data:image\/svg\+xml;base64,([\w+/=]+)/.exec(markdown ?? "")?.[1];
  assert.ok(base64, `no picture in ${markdown}`);
  return Buffer.from(base64, "base64").toString("utf8");
}

describe("hover cards", () => {
  let place: ReturnType<typeof temporary>;
  beforeEach(() => {
    place = temporary();
  });
  afterEach(() => place.remove());

  it("a run: state, device, figures with intervals, parameters, curve, links; markup of names is text", async () => {
    const { root, folder } = place;
    const model = {
      name: "google/flan-t5-base",
      isLocal: false,
      type: "t5",
      parameters: { total: 2000, trainable: 50 },
    };
    const run = makeRun(root, "my *run* [x](y)", {
      state: "interrupted",
      maxSteps: 40,
      model,
      source: { file: "/n.summnb" },
    });
    run.logMetrics({ step: 10, loss: 3, evalLoss: 2.5 });
    run.logMetrics({ step: 20, loss: 2, evalLoss: null });
    run.logMetrics({
      step: 20,
      loss: null,
      evalLoss: 2,
      metrics: { rouge1: 0.4 },
      intervals: { rouge1: [0.3, 0.5] },
    });
    makeCheckpoint(run, path.join(folder, "out", "checkpoint-20"), 20);
    const [entry] = await entriesOf(root);
    const metrics = new MetricsFile(path.join(run.folder, "metrics.jsonl")).read();
    const card = runCard(entry!, metrics, { theme: "dark" });
    assert.match(card, /^\*\*Run my \\\*run\\\* \\\[x\\\]\\\(y\\\)\*\* interrupted on cpu, just now/);
    assert.match(card, /\| step \| 20 of 40 \|/);
    assert.match(card, /\| loss \| 2 \|/);
    assert.match(card, /\| rouge1 \(95%\) \| 40\.0 \[30\.0, 50\.0\] \|/);
    assert.match(card, /50 of 2,000 parameters of google\/flan\\-t5\\-base train \(2\.50%\)/);
    for (const command of ["open", "openNotebook", "copyResume"])
      assert.ok(card.includes(`command:summnb.runs.${command}?`), command);
    const svg = svgOf(card);
    assert.equal(svg.match(/<polyline/g)?.length, 2);
    assert.match(svg, /#58a6ff/);
    assert.match(svgOf(runCard(entry!, metrics, { theme: "light" })), /#0b68cb/);
    // At a checkpoint, what was known then.
    assert.match(
      runCard(entry!, metrics, { theme: "dark", step: 10 }),
      /Checkpoint of step 10[\s\S]*\| loss \| 3 \|/,
    );
  });

  it("draws a long curve with few points that keep its peaks, and none of one point", () => {
    const lines = Array.from({ length: 100_000 }, (_, step) => ({
      step,
      loss: step === 50_500 ? 99 : 1 + (step % 2),
    }));
    const points = pointsOf(lines, "loss");
    assert.ok(points.length <= 122, String(points.length));
    assert.ok(points.some(({ value }) => value === 99));
    assert.ok(curveMarkdown(lines, "light")!.length < 10_000);
    assert.equal(curveMarkdown([{ step: 1, loss: 2 }], "light"), undefined);
    assert.ok(
      svgOf(
        curveMarkdown(
          [
            { step: 1, evalLoss: 2 },
            { step: 2, evalLoss: 2 },
          ],
          "light",
        ),
      ).includes("<circle"),
    );
  });

  it("a model's folder: parameters and dtype from the weights' header; an adapter's settings", () => {
    const model = path.join(place.folder, "model");
    const adapter = path.join(place.folder, "adapter");
    for (const folder of [model, adapter]) mkdirSync(folder);
    writeFileSync(path.join(model, "config.json"), '{"model_type":"bart"}');
    writeFileSync(
      path.join(model, "model.safetensors"),
      safetensors({
        a: { dtype: "F32", shape: [10, 10], bytes: 400 },
        b: { dtype: "BF16", shape: [5], bytes: 10 },
      }),
    );
    assert.match(
      folderCard(model)!,
      /\*\*bart\*\* model, `.*model`\n\n105 parameters, F32 and BF16, 410 bytes/,
    );
    writeFileSync(
      path.join(adapter, "adapter_config.json"),
      JSON.stringify({
        peft_type: "LORA",
        r: 8,
        lora_alpha: 16,
        target_modules: ["q", "v"],
        base_model_name_or_path: "x/y",
      }),
    );
    assert.match(folderCard(adapter)!, /\*\*LORA\*\* adapter of x\/y: r 8, alpha 16, on q, v/);
    writeFileSync(path.join(adapter, "adapter_config.json"), "{");
    assert.equal(folderCard(adapter), undefined);
    assert.equal(folderCard(path.join(place.folder, "missing")), undefined);
  });

  it("a model on the Hub: what the cache has of it and which runs trained it", async () => {
    const cache = path.join(place.folder, "hub");
    const repository = path.join(cache, "models--google--t5");
    const snapshot = path.join(repository, "snapshots", "abc");
    const model = { name: "google/t5", isLocal: false, type: "t5", parameters: { total: 7, trainable: 1 } };
    for (let index = 0; index < 5; index++)
      makeRun(place.root, `r${index}`, { model, results: { evalLoss: 1.5 } });
    const runs = await entriesOf(place.root);
    assert.match(
      hubCard("google/t5", runs, cache),
      /is not in the local cache[\s\S]*evalLoss 1\.5[\s\S]*and 2 older runs/,
    );
    mkdirSync(snapshot, { recursive: true });
    mkdirSync(path.join(repository, "refs"));
    writeFileSync(path.join(repository, "refs", "main"), "abc");
    writeFileSync(path.join(snapshot, "config.json"), '{"model_type":"t5"}');
    assert.equal(cachedModel("google/t5", cache), snapshot);
    assert.match(
      hubCard("google/t5", [], cache),
      /\*\*google\/t5\*\*\n\n\*\*t5\*\* model, in the local cache/,
    );
    assert.equal(hubCache({ HF_HOME: "/h" }), path.join("/h", "hub"));
    assert.equal(hubCache({ HF_HUB_CACHE: "/c", HF_HOME: "/h" }), "/c");
  });

  it("takes under 20 ms beside a thousand runs, once they are read", async function () {
    this.timeout(30_000);
    const { root, folder } = place;
    makeMany(root, 1000);
    const runs = await entriesOf(root);
    const run = runs[3]!;
    const metrics = new MetricsFile(path.join(run.folder, "metrics.jsonl"));
    const filler = "const value = compute({ a: 1, b: [\"x\", 'y'], c: `z` });\n".repeat(500);
    const text = `${filler}const trainer = new Seq2SeqTrainer({ args: new Seq2SeqTrainingArguments({ outputDir: "out" }) });\ntrainer`;
    const source = { texts: [text], index: 0, offset: text.length - 2, file: undefined, folders: [folder] };
    const once = () => {
      const start = performance.now();
      const found = findSubjects(source, runs)?.subjects[0];
      assert.ok(found?.type === "run" && found.run);
      runCard(found.run, metrics.read(), { theme: "dark" });
      return performance.now() - start;
    };
    once();
    const times = Array.from({ length: 30 }, once).sort((a, b) => a - b);
    if (process.env.SUMMNB_TIMES) console.log({ median: times[15], slowest: times[29] });
    assert.ok(times[15]! < 20, `${times[15]!.toFixed(1)} ms`);
  });
});
