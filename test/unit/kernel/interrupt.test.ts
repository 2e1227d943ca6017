import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { Watchdog } from "../../../src/kernel/interrupt/index.js";
import { interruptNativeToo } from "../../../src/kernel/interrupt/native.js";
import { isInterrupted, onInterrupt } from "../../../src/library/interrupt.js";
import { Bench, pause } from "./bench.js";

/** Cells that never end. `endless` is a loop of code that the kernel did not compile. */
const cells: [name: string, code: string][] = [
  ["a loop", "while (true) {}"],
  ["a loop without a body", "for (;;);"],
  ["a loop in a callback", "[1].map(() => { do {} while (true) })"],
  ["a wait", "await new Promise(() => {})"],
  ["a long wait", "await sleep(1e6)"],
  ["a loop after an await", "await sleep(1); while (true) {}"],
  ["a loop of awaits", "while (true) await sleep(1)"],
  ["a loop that prints", "while (true) console.log('x')"],
  ["foreign code", "endless()"],
  ["foreign code after an await", "await sleep(1); endless()"],
  ["foreign code in a timer", "setTimeout(endless, 1); await sleep(1e6)"],
  ["foreign code in a tick", "process.nextTick(endless); await sleep(1e6)"],
  ["a slow regular expression", "/(a+)+$/.test('a'.repeat(40) + 'b')"],
  [
    "a loop in a library's stead",
    "const { throwIfInterrupted } = await import(interruptUrl); endless(throwIfInterrupted)",
  ],
];

const tensorUrl = new URL("../../../src/library/tensor/index.js", import.meta.url);
const opsUrl = new URL("../../../src/library/tensor/ops.js", import.meta.url);

describe("an interrupt", () => {
  let bench: Bench;
  let watchdog: Watchdog;
  before(async () => {
    bench = new Bench(tmpdir());
    watchdog = new Watchdog(bench.session);
    await watchdog.started();
    await bench.run(
      `const endless = require('node:vm').runInThisContext('(f) => { while (true) f?.() }')
       const interruptUrl = '${new URL("../../../src/library/interrupt.js", import.meta.url)}'
       const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms)); let state = 'kept'`,
    );
  });
  after(async () => {
    bench.session.dispose();
    await watchdog.dispose();
  });

  async function interrupted(code: string) {
    watchdog.interruptAfter(100);
    const ran = await bench.run(code);
    watchdog.interruptAfter(null);
    return ran;
  }

  for (const [name, code] of cells)
    it(`ends ${name} within a second and keeps the state`, async () => {
      const { status, error, took } = await interrupted(code);
      assert.equal(status, "interrupted");
      assert.equal(error?.ename, "Interrupted");
      assert.ok(took < 1600, `${took} ms`);
      assert.equal((await bench.run("state")).shown, "'kept'");
      assert.equal(isInterrupted(), false);
    });

  it("gives the native backend back as it was, though foreign code runs no finally blocks", async () => {
    const stop = interruptNativeToo();
    try {
      const loaded =
        await bench.run(`const tensors = await import('${tensorUrl}'), ops = await import('${opsUrl}')
         ops.zeros([1], 'float32') // loads the addon`);
      assert.equal(loaded.status, "ok", loaded.error?.evalue);
      const { status, error } = await interrupted("tensors.scope(() => tensors.noGrad(() => endless()))");
      assert.equal(status, "interrupted", error?.evalue);
      const { shown } = await bench.run(
        "const x = ops.zeros([1], 'float32'); x.requiresGrad = true; ops.add(x, x).requiresGrad",
      );
      assert.equal(shown, "true");
    } finally {
      stop();
    }
  });

  it("names the line where a loop was", async () => {
    const { errorAt } = await interrupted("let n = 0\n\nwhile (true) {\n  n++\n}");
    assert.equal(errorAt?.line, 3);
  });

  it("runs finally blocks and using", async () => {
    const { stdout } = await interrupted(
      "try { using r = { [Symbol.dispose]() { console.log('disposed') } }; while (true) {} } finally { console.log('finally') }",
    );
    assert.equal(stdout, "disposed\nfinally\n");
  });

  it("lets clean-up loop and wait", async () => {
    const cleanUp = "finally { for (let i = 0; i < 2; i++) { await sleep(1); console.log('clean', i) } }";
    for (const endless of ["while (true) {}", "await sleep(1e6)", "while (true) await sleep(1)"])
      assert.equal(
        (await interrupted(`try { ${endless} } ${cleanUp}`)).stdout,
        endless.includes("1e6") ? "" : "clean 0\nclean 1\n",
        endless,
      );
  });

  it("leaves nothing of the cell behind that goes on", async () => {
    await bench.run("let ticks = 0");
    await interrupted(
      "setInterval(() => { ticks++ }, 5); void (async () => { for (;;) { await sleep(5); ticks++ } })(); await sleep(1e6)",
    );
    const before = Number((await bench.run("ticks")).shown);
    assert.ok(before > 3);
    await pause(60);
    assert.equal(Number((await bench.run("ticks")).shown), before);
  });

  it("forgets the cells that wait", async () => {
    const waiting = [bench.run("await sleep(1e6)"), bench.run("state = 'lost'"), bench.run("state = 'lost'")];
    bench.session.interrupt();
    assert.deepEqual(
      (await Promise.all(waiting)).map(({ status }) => status),
      ["interrupted", "interrupted", "interrupted"],
    );
    assert.equal((await bench.run("state")).shown, "'kept'");
  });

  it("without a running cell does nothing to the next", async () => {
    watchdog.interruptAfter(0);
    await pause(100);
    assert.equal((await bench.run("for (let i = 0; i < 10; i++); state")).shown, "'kept'");
  });

  it("calls the library's listeners, and tells them when it is over", async () => {
    const calls: string[] = [];
    const remove = onInterrupt(
      () => calls.push("requested"),
      () => calls.push("cleared"),
    );
    const running = bench.run("await sleep(1e6)");
    await pause(30);
    calls.length = 0;
    bench.session.interrupt();
    assert.deepEqual(calls, ["requested"]);
    await running;
    await bench.run("1");
    assert.equal(calls[1], "cleared");
    remove();
  });
});
