import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { promisify } from "node:util";
import type { OutputPayload } from "../../../src/protocol/index.js";
import { Bench } from "../kernel/bench.js";

const url = new URL("../../../src/library/progress.js", import.meta.url).href;
const mime = "application/vnd.summnb.progress.v1+json";

/** Runs a program of its own, whose stderr is no terminal. */
async function program(code: string): Promise<{ stdout: string; stderr: string }> {
  const source = `import { progress } from ${JSON.stringify(url)};\n${code}`;
  return promisify(execFile)(process.execPath, ["--input-type=module", "-e", source]);
}

describe("progress in a program", () => {
  it("goes over any iterable and says at the end how far it came", async () => {
    const { stdout, stderr } = await program(
      `async function* stream() { yield 1; yield 2 }
       const seen = [];
       for (const x of progress([1, 2, 3], { label: "List", unit: "rows" })) seen.push(x);
       for await (const x of progress(new Set(["a"]), { label: "Set" })) seen.push(x);
       for await (const x of progress(stream(), { label: "Stream", total: 2 })) seen.push(x);
       for await (const x of progress(stream(), { label: "Open" })) seen.push(x);
       console.log(seen.join());`,
    );
    assert.equal(stdout, "1,2,3,a,1,2,1,2\n");
    const lines = stderr
      .trim()
      .split("\n")
      .map((line) => line.replace(/ \[.*/, ""));
    assert.deepEqual(lines, [
      "List: 100%|██████████| 3/3 rows",
      "Set: 100%|██████████| 1/1",
      "Stream: 100%|██████████| 2/2",
      "Open: 2",
    ]);
  });

  it("ends where the loop ends: at a break, and at an error, which passes", async () => {
    const { stderr } = await program(
      `for (const x of progress([1, 2, 3, 4], { label: "Break" })) if (x === 2) break;
       try { for await (const x of progress([1, 2], { label: "Throw" })) throw new Error("mine") } catch (e) { console.error(e.message) }`,
    );
    const lines = stderr
      .trim()
      .split("\n")
      .map((line) => line.replace(/ \[.*/, ""));
    assert.deepEqual(lines, ["Break:  25%|██        | 1/4", "Throw:   0%|          | 0/2", "mine"]);
  });
});

describe("progress in a cell", () => {
  let bench: Bench;
  before(async () => {
    bench = new Bench(tmpdir());
    await bench.run(`const { progress } = await import('${url}')`);
  });
  after(() => bench.session.dispose());

  it("is one output that changes and ends", async () => {
    const { outputs, status } = await bench.run(
      `for await (const i of progress(Array(30).keys(), { total: 30, label: 'Scoring', unit: 'rows' })) await new Promise((r) => setTimeout(r, 10))`,
    );
    assert.equal(status, "ok");
    assert.equal(outputs.length, 1);
    const [output] = outputs;
    assert.ok(output && "data" in output);
    const { final, data } = output.data[mime] as OutputPayload<"progress">;
    assert.equal(final, true);
    assert.deepEqual([data.label, data.value, data.total, data.unit], ["Scoring", 30, 30, "rows"]);
    assert.match(data.detail ?? "", /^00:00<00:00, \d+\.\d\/s$/);
    const deltas = bench.events.filter(({ type }) => type === "delta");
    assert.ok(deltas.length >= 1 && deltas.length <= 10, `${deltas.length} deltas`);
  });

  it("costs little", async () => {
    const { outputs, took } = await bench.run(
      "let sum = 0; for (const i of progress(Array(200_000).keys())) sum += i; sum",
    );
    assert.equal(outputs.length, 2);
    assert.ok(took < 3000, `${took} ms`);
  });
});
