import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { MimeBundle, NotebookOutput } from "../../../src/protocol/index.js";
import { Bench } from "./bench.js";

const mebibyte = 1024 * 1024;

function dataOf(output: NotebookOutput | undefined): MimeBundle {
  assert.ok(output && "data" in output, JSON.stringify(output)?.slice(0, 200));
  return output.data;
}

/** The file that a note in Markdown links to. */
function linked(folder: string, bundle: MimeBundle): string {
  const target = /\]\(([^)]+)\)/.exec(String(bundle["text/markdown"]))?.[1];
  assert.ok(target, `no link in ${bundle["text/markdown"]}`);
  return path.join(folder, decodeURIComponent(target));
}

describe("outputs that are too large for the notebook", () => {
  let folder: string;
  let bench: Bench;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "summnb overflow-"));
    bench = new Bench(folder);
    await bench.run("import { display, updateDisplay } from 'summnb'");
  });
  afterEach(() => {
    bench.session.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const size = (outputs: NotebookOutput[]) => JSON.stringify(outputs).length;

  it("of printed text keep the beginning, the end, and a link to all of it", async () => {
    const { outputs } = await bench.run(
      "for (let i = 0; i < 60_000; i++) console.log('line', i, 'x'.repeat(40))",
      "cell one",
    );
    assert.ok(size(outputs) < 0.8 * mebibyte, `${size(outputs)} characters`);
    const [first] = outputs;
    assert.ok(first?.output_type === "stream" && String(first.text).startsWith("line 0 xxx"));
    const note = dataOf(outputs.at(-1));
    assert.match(String(note["text/markdown"]), /^This cell prints 3\.\d MB; the notebook keeps the first/);
    assert.match(String(note["text/markdown"]), /line 59999 x+\n```/);
    assert.match(String(note["text/plain"]), /\.summnb\/outputs\/notebook\/cell_one\/output\.txt/);
    const lines = readFileSync(linked(folder, note), "utf8").split("\n");
    assert.equal(lines.length, 60_001);
    for (const [at, line] of lines.slice(0, -1).entries())
      assert.ok(line.startsWith(`line ${at} x`), `line ${at}`);
    assert.equal(readFileSync(path.join(folder, ".summnb/.gitignore"), "utf8"), "*\n");
  });

  it("go away with the next run of their cell", async () => {
    await bench.run("console.log('x'.repeat(2e6))", "long");
    assert.ok(existsSync(path.join(folder, ".summnb/outputs/notebook/long/output.txt")));
    const { outputs } = await bench.run("console.log('short')", "long");
    assert.equal(outputs.length, 1);
    assert.deepEqual(readdirSync(path.join(folder, ".summnb/outputs/notebook")), []);
  });

  it("are not a line that is written over and over", async () => {
    const { outputs } = await bench.run(
      "for (let i = 0; i < 30_000; i++) process.stdout.write('\\r' + 'x'.repeat(90) + i); console.log()",
    );
    assert.deepEqual(
      outputs.map((output) => output.output_type === "stream" && String(output.text).slice(-6)),
      ["29999\n"],
    );
    assert.equal(existsSync(path.join(folder, ".summnb")), false);
  });

  it("of displayed values are files, whose other forms stay", async () => {
    const { outputs } = await bench.run(
      "display({ toMimeBundle: () => ({ 'text/html': '<b>' + 'h'.repeat(2e6), 'text/plain': 'h' }) }); 'p'.repeat(3e6)",
    );
    assert.ok(size(outputs) < 50_000, `${size(outputs)} characters`);
    const html = dataOf(outputs[0]);
    assert.deepEqual(Object.keys(html).sort(), ["text/markdown", "text/plain"]);
    assert.equal(html["text/plain"], "h");
    assert.match(linked(folder, html), /\.html$/);
    assert.equal(readFileSync(linked(folder, html), "utf8").length, 2e6 + 3);
  });

  it("of updates are files too", async () => {
    const { outputs } = await bench.run(
      "const id = display('small'); updateDisplay(id, { 'text/html': 'h'.repeat(2e6), 'text/plain': 'h' });",
    );
    assert.ok(size(outputs) < 50_000);
    assert.ok(existsSync(linked(folder, dataOf(outputs[0]))));
  });

  it("are too many values", async () => {
    const { outputs } = await bench.run("for (let i = 0; i < 700; i++) display({ i })");
    assert.equal(outputs.length, 501);
    const note = dataOf(outputs.at(-1));
    assert.match(String(note["text/plain"]), /displays 700 values; the notebook keeps the first 500/);
    assert.match(readFileSync(linked(folder, note), "utf8"), /^\{ i: 500 \}\n(.*\n)*\{ i: 699 \}\n$/);
  });

  it("of errors are cut", async () => {
    const { outputs, status } = await bench.run("throw new Error('e'.repeat(3e6))");
    assert.equal(status, "error");
    assert.ok(size(outputs) < 100_000, `${size(outputs)} characters`);
  });

  it("say so where no file can be written", async () => {
    writeFileSync(path.join(folder, ".summnb"), "in the way");
    const { outputs, status } = await bench.run("console.log('x'.repeat(2e6))");
    assert.equal(status, "ok");
    assert.match(String(dataOf(outputs.at(-1))["text/plain"]), /the rest can't be kept \(E/);
  });
});
