import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { runNotebook } from "../../../src/kernel/index.js";
import {
  type Notebook,
  newCell,
  newNotebook,
  parseNotebook,
  serializeNotebook,
} from "../../../src/notebook/index.js";
import type { KernelEvent, NotebookOutput } from "../../../src/protocol/index.js";

const libraryUrl = new URL("../../../src/library/display/index.js", import.meta.url).href;
const options = { cwd: tmpdir(), libraryUrl };

function notebookOf(...sources: string[]): Notebook {
  const notebook = newNotebook();
  notebook.cells = sources.map((source, index) =>
    source.startsWith("#")
      ? newCell("markdown", source, `cell-${index}`)
      : newCell("code", source, `cell-${index}`),
  );
  return notebook;
}

describe("running a notebook without a window", () => {
  it("fills in outputs and counts", async () => {
    const notebook = notebookOf("# Title", "const a = 1; console.log('x'); console.log('y')", "", "a + 1");
    const result = await runNotebook(notebook, options);
    assert.deepEqual(result, { status: "ok", executed: 2 });
    assert.deepEqual(
      notebook.cells.map(({ executionCount, outputs }) => [executionCount, outputs.length]),
      [
        [null, 0],
        [1, 1],
        [null, 0],
        [2, 1],
      ],
    );
    assert.deepEqual(notebook.cells[1]!.outputs, [{ output_type: "stream", name: "stdout", text: "x\ny\n" }]);
  });

  it("gives the same file twice", async () => {
    const notebook = notebookOf("console.log('x'); 5", "({ a: 1 })");
    await runNotebook(notebook, options);
    const first = serializeNotebook(notebook);
    const again = parseNotebook(first);
    await runNotebook(again, options);
    assert.equal(serializeNotebook(again), first);
    assert.doesNotMatch(first, /20\d\d-|T\d\d:/);
  });

  it("stops at the first cell that fails and empties those after it", async () => {
    const stale: NotebookOutput[] = [{ output_type: "stream", name: "stdout", text: "old" }];
    const notebook = notebookOf("1", "\nthrow new Error('no')", "2");
    Object.assign(notebook.cells[2]!, { outputs: stale, executionCount: 9 });
    const { status, executed, failed } = await runNotebook(notebook, options);
    assert.deepEqual([status, executed, failed?.cellId, failed?.index], ["error", 2, "cell-1", 1]);
    assert.deepEqual(failed?.error?.traceback, ["Error: no", "    at cell 2, line 2, column 7"]);
    assert.deepEqual(notebook.cells[1]!.outputs, [failed.error]);
    assert.deepEqual([notebook.cells[2]!.outputs, notebook.cells[2]!.executionCount], [[], null]);
  });

  it("tells what happens as it happens, and what the listener prints is no output", async () => {
    const events: KernelEvent[] = [];
    const notebook = notebookOf(
      "console.log(1); await new Promise((r) => setTimeout(r, 60)); console.log(2)",
    );
    const write = process.stdout.write;
    let printed = "";
    process.stdout.write = (text: string | Uint8Array) => {
      printed += String(text);
      return true;
    };
    try {
      await runNotebook(notebook, {
        ...options,
        onEvent(event) {
          events.push(event);
          console.log(event.type);
        },
      });
    } finally {
      process.stdout.write = write;
    }
    assert.deepEqual(
      events.map(({ type }) => type),
      ["started", "output", "replaceOutput", "finished"],
    );
    assert.equal(printed, "started\noutput\nreplaceOutput\nfinished\n");
    assert.deepEqual(notebook.cells[0]!.outputs, [{ output_type: "stream", name: "stdout", text: "1\n2\n" }]);
  });

  it("interrupts a cell that takes too long, busy or waiting", async () => {
    for (const source of ["while (true) {}", "await new Promise((r) => setTimeout(r, 1e6))"]) {
      const notebook = notebookOf("const a = 1", source, "a");
      const { status, executed } = await runNotebook(notebook, { ...options, timeout: 150 });
      assert.deepEqual([status, executed], ["interrupted", 2]);
    }
  });

  it("ends when it is told to", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const notebook = notebookOf("await new Promise((r) => setTimeout(r, 1e6))", "1");
    const { status } = await runNotebook(notebook, { ...options, signal: controller.signal });
    assert.equal(status, "interrupted");
  });

  it("runs one notebook at a time", async () => {
    const running = runNotebook(notebookOf("await new Promise((r) => setTimeout(r, 50))"), options);
    await assert.rejects(runNotebook(notebookOf("1"), options), /runs a notebook already/);
    assert.equal((await running).status, "ok");
    assert.equal((await runNotebook(notebookOf("1"), options)).status, "ok");
  });
});
