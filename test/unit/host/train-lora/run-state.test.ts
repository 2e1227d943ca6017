import assert from "node:assert/strict";
import { RunState } from "../../../../src/host/train-lora/run-state.js";
import {
  type KernelEvent,
  mimeOf,
  type NotebookOutput,
  type RunMessage,
} from "../../../../src/protocol/index.js";

const cells = ["Data", "Training", "ROUGE"].map((title, index) => ({ id: `c${index}`, title }));

/** Events by short descriptions, each of a cell. */
class Kernel {
  private event = 0;
  readonly state = new RunState("run", "run.summnb", cells);

  send(body: Record<string, unknown>): RunMessage[] {
    return this.state.apply({ event: ++this.event, executionId: "x", ...body } as unknown as KernelEvent);
  }
  start = (cellId: string) => this.send({ type: "started", cellId, executionCount: 1, startTime: 0 });
  finish = (cellId: string, status = "ok", errorAt?: object) =>
    this.send({ type: "finished", cellId, status, endTime: 0, ...(errorAt ? { errorAt } : {}) });
  output = (cellId: string, output: NotebookOutput, outputId = "o", type = "output") =>
    this.send({ type, cellId, outputId, output });
}

const trainingMime = mimeOf("training");
const training = (seq: number, step: number): NotebookOutput => ({
  output_type: "display_data",
  data: { [trainingMime]: { outputId: "live", seq, final: false, data: { step, logs: [] } } },
  metadata: {},
});

describe("the state of a run in the Train LoRA panel", () => {
  it("follows the cells to the end", () => {
    const kernel = new Kernel();
    assert.equal(kernel.state.phase, "starting");
    for (const { id } of cells) {
      kernel.start(id);
      assert.equal(kernel.state.phase, "running");
      kernel.finish(id);
    }
    assert.equal(kernel.state.phase, "finished");
    assert.equal(kernel.state.ended, true);
  });

  it("names the error with its cell and line, and leaves out what comes after it", () => {
    const kernel = new Kernel();
    kernel.start("c0");
    kernel.finish("c0");
    kernel.start("c1");
    const error: NotebookOutput = {
      output_type: "error",
      ename: "SummnbError",
      evalue: "It is full.",
      traceback: [],
    };
    kernel.output("c1", error);
    kernel.finish("c1", "error", { line: 7, column: 2 });
    const { phase, problem, cells: shown } = kernel.state.head;
    assert.deepEqual(problem, { message: "It is full.", where: "Training, line 7" });
    assert.deepEqual([phase, ...shown.map(({ state }) => state)], ["failed", "done", "failed", "stopped"]);
  });

  it("is stopping until its cell has ended, and goes on when it is run again", () => {
    const kernel = new Kernel();
    kernel.start("c1");
    kernel.state.stop();
    assert.equal(kernel.state.phase, "stopping");
    kernel.finish("c1", "interrupted");
    kernel.finish("c2", "interrupted");
    assert.equal(kernel.state.phase, "stopped");
    kernel.start("c1");
    assert.deepEqual([kernel.state.phase, kernel.state.cells[2]?.state], ["running", "waiting"]);
  });

  it("says why a kernel's death ended it, and nothing where it had ended before", () => {
    const dead = new Kernel();
    dead.start("c1");
    dead.state.end("The kernel died.");
    assert.deepEqual(dead.state.head.problem, { message: "The kernel died.", where: "Training" });
    assert.deepEqual([dead.state.head.phase, dead.state.head.alive], ["failed", false]);
    const done = new Kernel();
    for (const { id } of cells) {
      done.start(id);
      done.finish(id);
    }
    done.state.end("The kernel ended: nobody used it.");
    assert.deepEqual(
      [done.state.phase, done.state.head.alive, done.state.head.problem],
      ["finished", false, undefined],
    );
  });

  it("tells outputs, deltas and text as they come, and all of it to a panel that is opened later", () => {
    const kernel = new Kernel();
    kernel.start("c1");
    const shown = kernel.output("c1", training(0, 1));
    assert.deepEqual(
      shown.map(({ type }) => type),
      ["runOutput"],
    );
    const delta = { outputId: "live", seq: 1, patch: { set: { step: 5 } } };
    assert.deepEqual(kernel.send({ type: "delta", cellId: "c1", delta }), [{ type: "runDelta", delta }]);
    assert.deepEqual(kernel.state.runningStep(), { step: 5, maxSteps: undefined });
    kernel.output("c1", { output_type: "stream", name: "stdout", text: "one" }, "s");
    kernel.output("c1", { output_type: "stream", name: "stdout", text: "one\ntwo" }, "s", "replaceOutput");
    const all = kernel.state.snapshot();
    assert.ok(all.type === "run");
    assert.deepEqual(all.log, [{ key: "s", text: "one\ntwo" }]);
    assert.deepEqual(
      all.outputs.map(({ key, kind, payload }) => [key, kind, (payload.data as { step: number }).step]),
      [["live", "training", 5]],
    );
  });

  it("passes over cells that are not of the run", () => {
    const kernel = new Kernel();
    assert.deepEqual(kernel.start("other"), []);
    assert.equal(kernel.state.phase, "starting");
  });
});
