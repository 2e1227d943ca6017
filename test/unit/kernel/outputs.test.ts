import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { Sources } from "../../../src/kernel/modules/index.js";
import { describeError } from "../../../src/kernel/outputs/index.js";
import { Streams } from "../../../src/kernel/outputs/streams.js";
import { overwriteLines } from "../../../src/kernel/outputs/terminal-text.js";
import type { StreamOutput } from "../../../src/protocol/index.js";
import { Bench, pause } from "./bench.js";

/** Streams whose clock is worked by hand: `later` keeps what is planned. */
function streams() {
  const emitted: { id: string; output: StreamOutput; replaces: boolean }[] = [];
  const planned: (() => void)[] = [];
  const printed = new Streams({
    emit: (id, output, replaces) => emitted.push({ id, output, replaces }),
    later: (action) => planned.push(action),
  });
  return { emitted, planned, printed };
}

describe("text that overwrites its line", () => {
  const cases: [text: string, left: string][] = [
    ["a\rb", "b"],
    ["10%\r50%\r100%\n", "100%\n"],
    ["done\nold\rnew", "done\nnew"],
    ["kept until something follows\r", "kept until something follows\r"],
    ["windows\r\nlines\r\n", "windows\nlines\n"],
    ["a\r\r\nb", "a\nb"],
    ["a\r\rb", "b"],
    ["no return", "no return"],
  ];
  for (const [text, left] of cases)
    it(`leaves ${JSON.stringify(left)} of ${JSON.stringify(text)}`, () =>
      assert.equal(overwriteLines(text), left));
});

describe("printed text", () => {
  it("is gathered, and goes on in the same output", () => {
    const { emitted, planned, printed } = streams();
    printed.print("stdout", "a");
    for (const text of ["b", "c\n"]) printed.print("stdout", text);
    assert.equal(planned.length, 1);
    planned[0]!();
    assert.deepEqual(
      emitted.map(({ output, replaces }) => [output.text, replaces]),
      [
        ["a", false],
        ["abc\n", true],
      ],
    );
    assert.equal(emitted[0]!.id, emitted[1]!.id);
  });

  it("keeps the order of both streams and of other outputs", () => {
    const { emitted, printed } = streams();
    printed.print("stdout", "1");
    printed.print("stderr", "2");
    printed.print("stdout", "3");
    printed.close();
    printed.print("stdout", "4");
    printed.flush();
    assert.deepEqual(
      emitted.map(({ output, replaces }) => [output.name, output.text, replaces]),
      [
        ["stdout", "1", false],
        ["stderr", "2", false],
        ["stdout", "3", false],
        ["stdout", "4", false],
      ],
    );
  });

  it("is cut into several outputs when it is long, so that no piece sends all again", () => {
    const { emitted, printed } = streams();
    for (let i = 0; i < 40; i++) {
      printed.print("stdout", `${"x".repeat(1023)}\n`);
      printed.flush();
    }
    const ids = new Set(emitted.map(({ id }) => id));
    assert.equal(ids.size, 3);
    assert.ok(Math.max(...emitted.map(({ output }) => output.text.length)) <= 17 * 1024);
  });
});

describe("what cells print", () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench(tmpdir());
  });
  afterEach(() => bench.session.dispose());

  it("becomes streams in order, without colours", async () => {
    const { outputs } = await bench.run(
      "console.log('a', { b: 1 }); console.error('e'); process.stdout.write(Buffer.from('é\\n')); console.group(); console.info('in');",
    );
    assert.deepEqual(outputs, [
      { output_type: "stream", name: "stdout", text: "a { b: 1 }\n" },
      { output_type: "stream", name: "stderr", text: "e\n" },
      { output_type: "stream", name: "stdout", text: "é\n  in\n" },
    ]);
  });

  it("goes to the cell that printed it, however late", async () => {
    await bench.run("const later = (ms: number) => new Promise((r) => setTimeout(r, ms))");
    await bench.run(
      "void (async () => { await later(20); console.log('promise') })(); setTimeout(() => console.log('timer'), 25); setImmediate(() => console.log('immediate')); process.nextTick(() => console.log('tick')); queueMicrotask(() => console.log('microtask')); void Promise.resolve().then(() => console.log('then'))",
    );
    const { stdout } = await bench.run("console.log('mine'); await later(80)");
    assert.equal(stdout, "mine\n");
    const words = bench.of("execution-2").stdout.trim().split("\n").sort();
    assert.deepEqual(words, ["immediate", "microtask", "promise", "then", "tick", "timer"]);
  });

  it("leaves the process's own output alone", async () => {
    const console = globalThis.console;
    const write = process.stdout.write;
    bench.session.dispose();
    assert.notEqual(globalThis.console, console);
    assert.notEqual(process.stdout.write, write);
    bench = new Bench(tmpdir());
  });

  it("arrives while the cell keeps the process busy", async () => {
    const times: number[] = [];
    bench.session.onEvent((event) => {
      if (event.type === "output" || event.type === "replaceOutput") times.push(performance.now());
    });
    await bench.run("const end = Date.now() + 300; while (Date.now() < end) console.log('.')");
    assert.ok(times.length >= 4 && times.at(-1)! - times[0]! > 150, `${times.length} events`);
  });
});

describe("displayed values", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench(tmpdir());
    await bench.run(
      "import { display, updateDisplay, sendDelta, newOutputId, progressDisplay } from 'summnb'",
    );
  });
  afterEach(() => bench.session.dispose());
  const mime = "application/vnd.summnb.progress.v1+json";

  it("are display data, and the last expression's is the result", async () => {
    const { outputs } = await bench.run(
      "display({ a: 1 }); console.log('between'); progressDisplay({ label: 'Map', value: 1, total: 2 })",
    );
    assert.deepEqual(
      outputs.map(({ output_type }) => output_type),
      ["display_data", "stream", "execute_result"],
    );
    const [shown, , result] = outputs;
    assert.deepEqual(shown && "data" in shown && shown.data, { "text/plain": "{ a: 1 }" });
    assert.ok(result && "data" in result);
    assert.deepEqual(Object.keys(result.data).sort(), [mime, "text/html", "text/plain"]);
  });

  it("change by few numbered deltas and end with the whole payload", async () => {
    await bench.run(
      `const live = (value: number, final: boolean) => progressDisplay({ label: 'Train', value, total: 100 }, { final, seq: value })
       const id = display(live(0, false))
       for (let i = 1; i <= 50; i++) { sendDelta({ outputId: id, seq: i, patch: { set: { value: i } } }); await new Promise((r) => setTimeout(r, 10)) }
       updateDisplay(id, live(100, true).toMimeBundle(id));`,
    );
    const mine = bench.events.filter(({ executionId }) => executionId === "execution-2");
    const deltas = mine.flatMap((event) => (event.type === "delta" ? [event.delta] : []));
    assert.ok(deltas.length >= 3 && deltas.length <= 12, `${deltas.length} deltas`);
    assert.deepEqual(
      deltas.map(({ seq }) => seq),
      deltas.map((_, index) => index + 1),
    );
    const [output] = bench.of("execution-2").outputs;
    assert.ok(output && "data" in output);
    const payload = output.data[mime] as { seq: number; final: boolean; data: { value: number } };
    assert.deepEqual([payload.final, payload.data.value], [true, 100]);
    assert.ok(payload.seq > deltas.at(-1)!.seq);
  });

  it("without a payload are replaced, not more often than one can see", async () => {
    await bench.run(
      `const id = display('0')
       for (let i = 1; i <= 30; i++) { updateDisplay(id, { 'text/plain': String(i) }); await new Promise((r) => setTimeout(r, 10)) };`,
    );
    const replaced = bench.events.filter(({ type }) => type === "replaceOutput");
    assert.ok(replaced.length >= 2 && replaced.length <= 5, `${replaced.length} replacements`);
    const [output] = bench.of("execution-2").outputs;
    assert.deepEqual(output && "data" in output && output.data, { "text/plain": "30" });
  });

  it("may change after their cell's end", async () => {
    await bench.run("const kept = display('before')");
    await bench.run("updateDisplay(kept, { 'text/plain': 'after' })");
    await pause(250);
    const [output] = bench.of("execution-2").outputs;
    assert.deepEqual(output && "data" in output && output.data, { "text/plain": "after" });
  });
});

describe("an error of unknown making", () => {
  it("is described too", () => {
    const { output } = describeError(Object.assign(new Error("x"), { stack: undefined }), 1, new Sources());
    assert.deepEqual(output.traceback, ["Error: x"]);
  });
});
