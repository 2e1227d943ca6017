/** Nothing jumps: an output is as high at once as it stays, and what changes in it moves nothing around it. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { outputKinds, type TrainingData } from "../../../src/protocol/index.js";
import { evaluatedTraining, training } from "../../unit/display/samples.js";
import {
  type Harness,
  openNotebookPage,
  payloadOf,
  renderPayload,
  sendMessage,
  startHarness,
} from "./harness.js";
import { sampleData } from "./sample_data.js";

const whole = training(80, { state: "running" });
const { evaluation } = evaluatedTraining;
const longer =
  "a summary that is longer than the one before it, by so many words that it needs more than two lines ";

/** What a run goes through, as patches: its first steps, evaluations, other words, other lengths of figures. */
const course: { set?: Partial<TrainingData>; logs?: TrainingData["logs"] }[] = [
  ...whole.logs
    .slice(0, 20)
    .map((log) => ({ set: { step: log.step, elapsedSeconds: log.step / 5 }, logs: [log] })),
  {
    set: {
      tokensPerSecond: 12_345.6,
      paddedTokensPerSecond: 23_456.7,
      memoryBytes: 9e9,
      peakMemoryBytes: 1.2e10,
    },
  },
  { logs: [{ ...whole.logs[20]!, evalLoss: 2.1, metrics: { rouge1: 0.37, rouge2: 0.15 } }] },
  { set: { step: 210, evaluation: { ...evaluation!, step: 210 } } },
  ...whole.logs
    .slice(21, 40)
    .map((log) => ({ set: { step: log.step, elapsedSeconds: 20 * log.step }, logs: [log] })),
  {
    set: {
      evaluation: {
        ...evaluation!,
        step: 400,
        samples: evaluation!.samples.map((sample) => ({ ...sample, prediction: longer.repeat(3) })),
      },
    },
  },
  { set: { epochs: 123.45, step: 799, elapsedSeconds: 360_000 } },
  { set: { state: "finished", step: 800 } },
];

/** What the browser saw move from now on: x, y, width and height before and after. */
async function watchShifts(page: Page): Promise<() => Promise<string[]>> {
  // What was drawn just now has not been on the screen, and so can't move yet.
  await page.waitForTimeout(200);
  await page.evaluate(() => {
    interface Shift extends PerformanceEntry {
      value: number;
      sources: { previousRect: DOMRect; currentRect: DOMRect }[];
    }
    const seen = window as unknown as { shifted: string[] };
    seen.shifted = [];
    // Nodes in shadow roots are not told; where they were is.
    const place = ({ x, y, width, height }: DOMRect) => [x, y, width, height].map(Math.round).join(" ");
    new PerformanceObserver((list) => {
      for (const { sources } of list.getEntries() as Shift[])
        for (const { previousRect, currentRect } of sources)
          seen.shifted.push(`${place(previousRect)} → ${place(currentRect)}`);
    }).observe({ type: "layout-shift" });
  });
  return async () => {
    await page.waitForTimeout(200);
    return page.evaluate(() => (window as unknown as { shifted: string[] }).shifted);
  };
}

const heightOf = (page: Page, id: string) =>
  page.locator(`#${id} .root`).evaluate((root) => root.getBoundingClientRect().height);

describe("the layout of outputs", function () {
  this.timeout(180_000);
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness?.close());

  for (const width of [1100, 400]) {
    it(`is final with the first drawing, ${width} pixels wide`, async () => {
      await harness.page.setViewportSize({ width, height: 900 });
      for (const kind of outputKinds) {
        await openNotebookPage(harness, "light");
        const shifts = await watchShifts(harness.page);
        await renderPayload(harness.page, kind, payloadOf(sampleData[kind]));
        const first = await heightOf(harness.page, "out");
        await renderPayload(harness.page, "progress", payloadOf(sampleData.progress), "below");
        assert.deepEqual(await shifts(), [], kind);
        assert.equal(await heightOf(harness.page, "out"), first, kind);
      }
    });

    it(`stays as it is while a training runs, ${width} pixels wide`, async () => {
      await harness.page.setViewportSize({ width, height: 900 });
      await openNotebookPage(harness, "light");
      const empty = {
        ...whole,
        logs: [],
        step: 0,
        elapsedSeconds: 0,
        tokensPerSecond: null,
        peakMemoryBytes: null,
      };
      const start = payloadOf({ ...empty, estimatedMemoryBytes: 1e9, expectedSamples: 3 }, { final: false });
      await renderPayload(harness.page, "training", start);
      await renderPayload(harness.page, "progress", payloadOf(sampleData.progress), "below");
      const first = await heightOf(harness.page, "out");
      const shifts = await watchShifts(harness.page);
      for (const [index, { set = {}, logs }] of course.entries()) {
        const patch = { set, ...(logs ? { append: { logs } } : {}) };
        await sendMessage(harness.page, { type: "delta", delta: { outputId: "out", seq: index + 1, patch } });
        // Each of them is drawn: they come slower than ten a second.
        await harness.page.waitForTimeout(110);
        assert.equal(await heightOf(harness.page, "out"), first, JSON.stringify(set));
      }
      assert.equal(await harness.page.locator("#out .state").innerText(), "Finished");
      assert.match(await harness.page.locator("#out .evaluation h4").innerText(), /at step 400/);
      assert.deepEqual(await shifts(), []);
    });
  }

  it("is watched: a table that grows is seen", async () => {
    await harness.page.setViewportSize({ width: 1100, height: 900 });
    await openNotebookPage(harness, "light");
    await renderPayload(harness.page, "parameters", payloadOf(sampleData.parameters));
    await renderPayload(harness.page, "progress", payloadOf(sampleData.progress), "below");
    const shifts = await watchShifts(harness.page);
    await harness.page.evaluate(() =>
      document.querySelector<HTMLElement>("#out")!.style.setProperty("height", "10px"),
    );
    assert.equal((await shifts()).length, 1);
  });
});
