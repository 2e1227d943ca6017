import assert from "node:assert/strict";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import { OnnxModelForSeq2SeqLM } from "../../../../src/library/onnx/runtime/index.js";
import { exportedStarter } from "./fixtures.js";

/** The largest gap of this thread's event loop in milliseconds, while `work` goes on. */
async function largestGap(work: () => Promise<unknown>): Promise<number> {
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  await work();
  delays.disable();
  return delays.max / 1e6;
}

describe("The event loop stays free while an ONNX model generates", () => {
  it("its largest gap is under 60 ms, beyond what an idle loop has on this machine", async () => {
    const model = await OnnxModelForSeq2SeqLM.fromPretrained(await exportedStarter(), { threads: 1 });
    // A batch of which every step takes long, so that a loop that were blocked would show it.
    const sources = Array.from({ length: 16 }, (_, row) =>
      Array.from({ length: 300 }, (_, i) => 3 + ((row * 31 + i * 7) % 3000)),
    );
    const options = { numBeams: 4, minNewTokens: 6, maxNewTokens: 6, batchSize: 16 };
    await model.generate([[5, 1]], { maxNewTokens: 2 });
    const start = performance.now();
    const busy = await largestGap(() => model.generate(sources, options));
    const took = performance.now() - start;
    // Others may take the processor: what a loop that does nothing sees meanwhile is not the model's doing.
    const idle = await largestGap(() => wait(took));
    await model.dispose();
    assert.ok(took > 120, `the work takes long enough to show a blocked loop: ${took} ms`);
    assert.ok(busy < 60 || busy < 60 + 2 * idle, `${busy} ms, idle ${idle} ms`);
  });
});
