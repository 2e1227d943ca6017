import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseNotebook } from "../../../src/notebook/index.js";
import { goldenPairs, workingFolder, writeJsonLines } from "../../golden/cli/modelFolder.js";
import { type CliResult, cliFile, runCli, stackLine } from "../../unit/cli/runCli.js";
import { writeNotebook } from "./notebooks.js";

describe("summnb run", function () {
  this.timeout(60_000);
  let folder: string;
  const at = (name: string) => path.join(folder, name);
  const run = (...args: string[]) => runCli(["run", ...args], "", { SUMMNB_RUNS: at("runs") });
  const cellsOf = async (file: string) => parseNotebook(await readFile(file)).cells;
  const textOf = async (file: string) => JSON.stringify((await cellsOf(file)).map((cell) => cell.outputs));

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "summnb-run-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("prints outputs under their headings and writes them, leaving the notebook as it was with --output", async () => {
    const file = await writeNotebook(
      at("a.summnb"),
      "# Numbers\ntext",
      "const x: number = 3;\nconsole.log('x is', x);\nx + 1",
    );
    const before = await readFile(file);
    const { code, stdout, stderr } = await run(file, "--output", at("new/b.summnb"));
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^\n# Numbers\nx is 3\n4\n/);
    assert.deepEqual(await readFile(file), before);
    const [, cell] = await cellsOf(at("new/b.summnb"));
    assert.equal(cell?.executionCount, 1);
    assert.deepEqual(
      cell?.outputs.map((output) => output.output_type),
      ["stream", "execute_result"],
    );
  });

  it("prints all that a cell prints over time, once", async () => {
    const pause = "await new Promise((resolve) => setTimeout(resolve, 250));";
    const cell = `console.log('one');\nconsole.log('two');\n${pause}\nconsole.log('three');\n${pause}\nconsole.log('four');`;
    const { stdout } = await run(await writeNotebook(at("a.summnb"), cell), "--output", at("b.summnb"));
    assert.match(stdout, /^one\ntwo\nthree\nfour\n/);
    assert.equal(stdout.match(/two/g)?.length, 1);
  });

  it("writes over the notebook without --output, and one JSON value with --json", async () => {
    const file = await writeNotebook(at("a.summnb"), "console.log('noise'); 41 + 1");
    const { code, stdout } = await run(file, "--json");
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), {
      status: "ok",
      executed: 1,
      output: file,
      html: null,
      failed: null,
    });
    assert.match(await textOf(file), /42/);
  });

  it("runs from the notebook's folder", async () => {
    await writeFile(at("data.jsonl"), '{"document": "a", "summary": "b"}\n');
    const source = 'import { loadDataset } from "summnb";\n(await loadDataset("./data.jsonl")).train.numRows';
    const { code, stdout, stderr } = await run(await writeNotebook(at("a.summnb"), source));
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^1$/m);
  });

  it("trains in a cell, prints the final table once, and reports it in HTML with the renderer", async () => {
    const place = await workingFolder();
    try {
      await writeJsonLines(at("train.jsonl"), goldenPairs().train.slice(0, 16));
      const source = `import { AutoModelForSeq2SeqLM, AutoTokenizer, LoraConfig, Seq2SeqTrainer, Seq2SeqTrainingArguments, getPeftModel, loadDataset } from "summnb";
const model = getPeftModel(await AutoModelForSeq2SeqLM.fromPretrained(${JSON.stringify(place.model)}, { device: "cpu" }), new LoraConfig());
const trainer = new Seq2SeqTrainer({
  model, trainDataset: (await loadDataset("./train.jsonl")).train, tokenizer: await AutoTokenizer.fromPretrained(${JSON.stringify(place.model)}),
  args: new Seq2SeqTrainingArguments({ maxSteps: 4, loggingSteps: 2, outputDir: "out" }),
});
(await trainer.train()).globalStep`;
      const file = await writeNotebook(at("a.summnb"), source);
      const { code, stdout, stderr } = await run(file, "--html", at("a.html"));
      assert.equal(code, 0, stderr);
      assert.equal(stdout.match(/Step {2}Training Loss/g)?.length, 1);
      assert.match(stdout, /^ +2 +0\.\d{6}\n +4 +0\.\d{6}\nfinished: step 4 of 4/m);
      assert.match(await textOf(file), /application\/vnd\.summnb\.training\.v1\+json/);
      const html = await readFile(at("a.html"), "utf8");
      assert.match(html, /<script type="module">/);
      assert.match(html, /Training Loss/);
    } finally {
      await place.remove();
    }
  });

  it("stops at the first failing cell, names its own line, and writes what ran", async () => {
    const thrower = "console.log('before');\nfunction f() {\n  throw new TypeError('bad thing');\n}\nf();";
    const file = await writeNotebook(
      at("a.summnb"),
      "const y = 1;",
      "# text",
      thrower,
      "console.log('never')",
    );
    const { code, stdout, stderr } = await run(file, "--html", at("a.html"));
    assert.equal(code, 1);
    assert.equal(stdout, "\n# text\nbefore\n");
    assert.equal(stderr, `Cell 3 of 4 in ${file} failed at its line 3: TypeError: bad thing\n`);
    const written = await textOf(file);
    assert.match(written, /before.*TypeError/);
    assert.doesNotMatch(written, /never/);
    assert.match(await readFile(at("a.html"), "utf8"), /bad thing/);
    const verbose = await run(file, "--verbose");
    assert.equal(verbose.code, 1);
    assert.match(verbose.stderr, /at f \(cell 2, line 3, column 9\)/);
  });

  const unreadable: [string, string, RegExp][] = [
    [
      "broken JSON",
      '{"cells": [',
      /a\.summnb: The file is not a notebook: its JSON is broken at line 1, column 12/,
    ],
    ["JSON that is no notebook", '{"a": 1}', /a\.summnb: The file is JSON but not a notebook/],
    ["nbformat 3", '{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}', /nbformat 3/],
  ];
  for (const [name, content, message] of unreadable)
    it(`refuses ${name} and leaves the file as it was`, async () => {
      await writeFile(at("a.summnb"), content);
      const { code, stdout, stderr } = await run(at("a.summnb"));
      assert.deepEqual([code, stdout], [1, ""]);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, stackLine);
      assert.equal(await readFile(at("a.summnb"), "utf8"), content);
    });

  it("says that a notebook is missing", async () => {
    const { code, stderr } = await run(at("none.summnb"));
    assert.deepEqual([code, stderr], [1, `There is no file ${at("none.summnb")}: check the path.\n`]);
  });

  it("interrupts a cell that never ends after --timeout, and keeps what ran", async () => {
    const file = await writeNotebook(at("a.summnb"), "1 + 1", "while (true) {}", "3");
    const { code, stderr } = await run(file, "--timeout", "1");
    assert.equal(code, 1);
    assert.match(stderr, /^Cell 2 of 3 in .* was interrupted at its line 1; what ran before it is saved\.$/m);
    const cells = await cellsOf(file);
    assert.deepEqual(
      cells.map((cell) => cell.outputs.length),
      [1, 1, 0],
    );
  });

  /** Starts a run and calls `act` once it has printed "ready". */
  const interact = (file: string, act: (kill: (signal: NodeJS.Signals) => void) => void) =>
    new Promise<CliResult>((resolve) => {
      const child = spawn(process.execPath, [cliFile, "run", file], { stdio: ["ignore", "pipe", "pipe"] });
      let stdout = "";
      let stderr = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        const wasReady = stdout.includes("ready");
        stdout += text;
        if (!wasReady && stdout.includes("ready")) act((signal) => child.kill(signal));
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
      child.on("close", (code) => resolve({ code, stdout, stderr }));
    });

  it("ends in order at the first SIGINT", async () => {
    const file = await writeNotebook(
      at("a.summnb"),
      "console.log('ready');\nawait new Promise(() => {});",
      "2",
    );
    const { code, stderr } = await interact(file, (kill) => setTimeout(kill, 300, "SIGINT"));
    assert.equal(code, 1);
    assert.match(stderr, /Cell 1 of 2 in .* was interrupted/);
    assert.match(await textOf(file), /ready.*Interrupted/);
  });

  it("ends at once at the second SIGINT, with the cells before saved, even in code that nothing interrupts", async () => {
    const stuck =
      "console.log('ready');\nawait new Promise((resolve) => setTimeout(resolve, 300));\nAtomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);";
    const file = await writeNotebook(at("a.summnb"), "console.log('first', 'cell');", stuck);
    const { code } = await interact(file, (kill) => {
      setTimeout(kill, 1500, "SIGINT");
      setTimeout(kill, 2000, "SIGINT");
    });
    assert.equal(code, 130);
    assert.match(await textOf(file), /first cell/);
  });

  it("explains the death of the notebook's process, with the cells before saved", async () => {
    const file = await writeNotebook(
      at("a.summnb"),
      "console.log('first', 'cell');",
      "process.kill(process.pid, 'SIGSEGV');\nawait new Promise(() => {});",
    );
    const { code, stderr } = await run(file);
    assert.equal(code, 1);
    assert.match(stderr, /The notebook's process died \(SIGSEGV\); the cells before it are saved\./);
    assert.match(await textOf(file), /first cell/);
  });
});
