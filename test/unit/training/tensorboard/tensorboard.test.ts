import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setDisplaySink } from "../../../../src/library/display/sink.js";
import {
  Seq2SeqTrainer,
  Seq2SeqTrainingArguments,
  type TrainingArgumentInputs,
} from "../../../../src/library/training/index.js";
import { crc32c, maskedCrc32c } from "../../../../src/library/training/tensorboard/crc32c.js";
import { scalarsEvent, textEvent, versionEvent } from "../../../../src/library/training/tensorboard/event.js";
import { EventFile, recordOf } from "../../../../src/library/training/tensorboard/eventFile.js";
import { integer } from "../../../../src/library/training/tensorboard/protobuf.js";
import { type MimeBundle, mimeOf, parsePayload } from "../../../../src/protocol/index.js";
import { readRun } from "../../../../src/runs/index.js";
import { findPython, runPython, withoutPython } from "../../../golden/python.js";
import { tinyModel, tinyRows } from "../tinyRun.js";
import { readEvents } from "./readEvents.js";

describe("TensorBoard's event files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb-tensorboard-"));
    process.env.SUMMNB_RUNS = path.join(folder, "store");
  });
  afterEach(() => {
    delete process.env.SUMMNB_RUNS;
    rmSync(folder, { recursive: true });
  });

  it("have the checksums of RFC 3720's examples", () => {
    const examples: [bytes: number[], crc: number][] = [
      [Array(32).fill(0), 0x8a9136aa],
      [Array(32).fill(0xff), 0x62a8ab43],
      [Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
      [Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
    ];
    for (const [bytes, crc] of examples) assert.equal(crc32c(Uint8Array.from(bytes)), crc);
    // TensorFlow's crc32c_test.cc: masking changes the value, and 0 unmasked is the constant.
    assert.equal(maskedCrc32c(new Uint8Array()), 0xa282ead8);
  });

  it("are byte for byte what TensorBoard's own writer gives", () => {
    // tensorboard 2.21: RecordWriter.write(Event(wall_time=1700000000.5, …).SerializeToString()), as hex.
    const theirs = {
      version: "1800000000000000a37f4b220900002040fc54d9411a0d627261696e2e4576656e743a322b353110",
      scalars:
        "3500000000000000d6c55de60900002040fc54d94110ac022a270a110a0a747261696e2f6c6f737315000020400a120a0b747261696e2f65706f636815cdcccc3d5f9419b5",
      text: "3800000000000000a3797d570900002040fc54d9412a2d0a2b0a11617267732f746578745f73756d6d617279420c0807120412020801420261624a080a060a04746578744c9a2d18",
    };
    const seconds = 1_700_000_000.5;
    const ours = {
      version: versionEvent(seconds),
      scalars: scalarsEvent(seconds, 300, { "train/loss": 2.5, "train/epoch": 0.1 }),
      text: textEvent(seconds, "args", "ab"),
    };
    for (const [name, event] of Object.entries(ours))
      assert.equal(recordOf(event).toString("hex"), theirs[name as keyof typeof theirs]);
  });

  it("hold large steps, and what was written in order", () => {
    let now = 1_700_000_000_123;
    const events = new EventFile(folder, () => now);
    now += 500;
    events.scalars(1, { "train/loss": 2.5, "train/grad_norm": null, "eval/loss": Number.NaN });
    events.scalars(2 ** 40, { "eval/rouge1": 0.25 });
    events.scalars(3, { "train/loss": null });
    events.text("args", "ünï\n    code");
    assert.deepEqual(readEvents(events.file), [
      { wallTime: 1_700_000_000.123, step: 0, version: "brain.Event:2", scalars: {}, texts: {} },
      { wallTime: 1_700_000_000.623, step: 1, scalars: { "train/loss": 2.5 }, texts: {} },
      { wallTime: 1_700_000_000.623, step: 2 ** 40, scalars: { "eval/rouge1": 0.25 }, texts: {} },
      {
        wallTime: 1_700_000_000.623,
        step: 0,
        scalars: {},
        texts: { "args/text_summary": "ünï\n    code" },
      },
    ]);
    assert.match(path.basename(events.file), /^events\.out\.tfevents\.1700000000\..+\.\d+\.\d+$/);
    assert.notEqual(new EventFile(folder, () => now).file, events.file);
    assert.deepEqual(integer(1, 300), Buffer.from([0x08, 0xac, 0x02]));
  });

  const train = async (args: TrainingArgumentInputs) => {
    const trainer = new Seq2SeqTrainer({
      model: tinyModel(),
      args: new Seq2SeqTrainingArguments({
        maxSteps: 4,
        loggingSteps: 2,
        evalStrategy: "epoch",
        saveStrategy: "no",
        outputDir: path.join(folder, "out"),
        ...args,
      }),
      trainDataset: tinyRows,
      evalDataset: tinyRows.slice(0, 3),
      display: false,
    });
    return await trainer.train();
  };

  it("get a training's figures under Transformers' names when reportTo asks", async () => {
    const logging = path.join(folder, "logs");
    const { logs } = await train({ reportTo: ["tensorboard"], loggingDir: logging });
    const files = readdirSync(logging);
    assert.equal(files.length, 1);
    const [version, args, ...events] = readEvents(path.join(logging, files[0]!));
    assert.equal(version!.version, "brain.Event:2");
    assert.match(args!.texts["args/text_summary"]!, /^ {4}\{\n {6}"outputDir"/);
    const single = Math.fround;
    assert.deepEqual(
      events.map(({ step, scalars }) => [step, scalars]),
      logs.map((log) => [
        log.step,
        log.loss === null
          ? { "eval/loss": single(log.evalLoss!), "train/epoch": single(log.epoch) }
          : {
              "train/loss": single(log.loss),
              "train/grad_norm": single(log.gradNorm!),
              "train/learning_rate": single(log.learningRate!),
              "train/epoch": single(log.epoch),
            },
      ]),
    );
    assert.ok(logs.some(({ evalLoss }) => evalLoss !== undefined));
  });

  it("go to a folder of the run's own without loggingDir, and nowhere unless asked for", async () => {
    const { runId } = await train({ reportTo: "all", maxSteps: 1 });
    assert.equal(readdirSync(path.join(folder, "out", "runs", runId)).length, 1);
    rmSync(path.join(folder, "out"), { recursive: true });
    await train({ maxSteps: 1 });
    assert.deepEqual(
      readdirSync(folder).filter((name) => name === "out"),
      [],
    );
  });

  it("are missed before the first step where they can't be written, and the run has failed", async () => {
    writeFileSync(path.join(folder, "file"), "");
    await assert.rejects(
      train({ reportTo: "tensorboard", loggingDir: path.join(folder, "file", "logs") }),
      /can't be written to .*logs .*; set loggingDir to another folder, or reportTo: "none"\.$/,
    );
  });

  it("that can't be written any more end no training, and the output says so", async () => {
    const logging = path.join(folder, "logs");
    const trainer = new Seq2SeqTrainer({
      model: tinyModel(),
      args: new Seq2SeqTrainingArguments({
        maxSteps: 3,
        loggingSteps: 1,
        saveStrategy: "no",
        reportTo: "tensorboard",
        loggingDir: logging,
      }),
      trainDataset: tinyRows,
    });
    const messages: string[] = [];
    const take = (bundle: MimeBundle) => {
      if (!(mimeOf("training") in bundle)) return;
      const { message } = parsePayload("training", bundle[mimeOf("training")]).data;
      if (message !== undefined) messages.push(message);
    };
    setDisplaySink({ display: take, update: (_, bundle) => take(bundle), delta: () => {} });
    try {
      for await (const event of trainer.events())
        if (event.type === "step" && event.step === 2) rmSync(logging, { recursive: true });
    } finally {
      setDisplaySink(undefined);
    }
    assert.equal(readRun(trainer.runId!).record.state, "finished");
    assert.equal(readRun(trainer.runId!).metrics.length, 3);
    assert.match(
      messages.at(-1)!,
      /tfevents.* can't be written any more .*; the training goes on without it\.$/,
    );
  });

  const python = findPython("tensorboard");
  it(`are read by TensorBoard itself${python ? "" : withoutPython("tensorboard")}`, async function () {
    if (!python) return this.skip();
    this.timeout(120_000);
    const logging = path.join(folder, "logs");
    const { logs } = await train({ reportTo: "tensorboard", loggingDir: logging });
    const program = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1]).Reload()
scalars = {tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in events.Tags()["scalars"]}
texts = {tag: events.Tensors(tag)[0].tensor_proto.string_val[0].decode() for tag in events.Tags()["tensors"]}
print(json.dumps([scalars, texts]))`;
    const [scalars, texts] = runPython<[Record<string, number[][]>, Record<string, string>]>(
      python,
      program,
      logging,
    );
    assert.deepEqual(
      scalars["train/loss"],
      logs.filter(({ loss }) => loss !== null).map(({ step, loss }) => [step, Math.fround(loss!)]),
    );
    assert.match(texts["args/text_summary"]!, /"maxSteps": 4/);
  });
});
