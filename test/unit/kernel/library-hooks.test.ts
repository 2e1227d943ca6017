import assert from "node:assert/strict";
import {
  bundleOf,
  display,
  sendDelta,
  setDisplaySink,
  updateDisplay,
} from "../../../src/library/display/sink.js";
import { InterruptedError } from "../../../src/library/errors.js";
import {
  clearInterrupt,
  interruptFlag,
  isInterrupted,
  onInterrupt,
  requestInterrupt,
  setInterruptScope,
  throwIfInterrupted,
} from "../../../src/library/interrupt.js";

describe("displaying without a kernel", () => {
  it("prints the text, and leaves deltas out", () => {
    const write = process.stdout.write;
    let printed = "";
    process.stdout.write = (text: string | Uint8Array) => {
      printed += String(text);
      return true;
    };
    try {
      const id = display({
        toMimeBundle: (outputId: string) => ({ "text/plain": ["two\n", "lines"], id: outputId }),
      });
      display([1, "a"]);
      updateDisplay(id, { "text/plain": "new" });
      sendDelta({ outputId: id, seq: 1, patch: {} });
      display({ toMimeBundle: () => ({ "text/html": "<b>" }) });
    } finally {
      process.stdout.write = write;
    }
    assert.equal(printed, "two\nlines\n[ 1, 'a' ]\nnew\n");
  });

  it("goes to a sink while there is one", () => {
    const calls: unknown[] = [];
    setDisplaySink({
      display: (bundle, id) => calls.push(["display", bundle, id]),
      update: (id, bundle) => calls.push(["update", bundle, id]),
      delta: (delta) => calls.push(["delta", delta.seq]),
    });
    const id = display(5);
    updateDisplay(id, {});
    sendDelta({ outputId: id, seq: 3, patch: {} });
    setDisplaySink(undefined);
    assert.deepEqual(calls, [
      ["display", { "text/plain": "5" }, id],
      ["update", {}, id],
      ["delta", 3],
    ]);
  });

  it("cuts long values", () => {
    const text = String(bundleOf("x".repeat(100_000), "id")["text/plain"]);
    assert.ok(text.length < 11_000);
  });
});

describe("the interrupt of the library", () => {
  afterEach(() => {
    clearInterrupt();
    setInterruptScope(undefined);
  });

  it("ends what asks for it, until it is cleared", () => {
    const calls: string[] = [];
    const remove = onInterrupt(
      () => calls.push("requested"),
      () => calls.push("cleared"),
    );
    throwIfInterrupted();
    requestInterrupt();
    assert.throws(throwIfInterrupted, InterruptedError);
    clearInterrupt();
    throwIfInterrupted();
    remove();
    requestInterrupt();
    assert.deepEqual(calls, ["requested", "cleared"]);
  });

  it("may come from another thread by the flag, and from the scope of the work", () => {
    Atomics.store(interruptFlag(), 0, 1);
    assert.equal(isInterrupted(), true);
    clearInterrupt();
    assert.equal(isInterrupted(), false);
    setInterruptScope(() => true);
    assert.throws(throwIfInterrupted, InterruptedError);
  });
});
