/** How long a user waits for the curve of a training of 100,000 steps, at first and while it goes on. */
import assert from "node:assert/strict";
import type { CDPSession } from "playwright-core";
import { mimeOf, type TrainingData, thinLogs } from "../../../src/protocol/index.js";
import { training } from "../../unit/display/samples.js";
import { isBusy, p95 } from "../support/busy.js";
import { canvasColors, type Harness, openNotebookPage, payloadOf, startHarness } from "./harness.js";

const steps = 100_000;
const draws = 20;
const updates = 60;
/** Milliseconds, from the payload's text or the delta to the frame after it. */
const limits = { draw: 200, update: 50 };

interface Measured {
  wall: number[];
  /** Of the page's main thread. */
  cpu: number[];
}

describe(`a curve of ${steps.toLocaleString("en-US")} steps`, function () {
  this.timeout(180_000);
  let harness: Harness;
  let session: CDPSession;
  const whole = training(steps, { state: "running" });
  whole.logs[41_007]!.loss = 31.5;

  before(async () => {
    harness = await startHarness();
    await openNotebookPage(harness, "light");
    session = await harness.page.context().newCDPSession(harness.page);
    await session.send("Performance.enable");
  });
  after(() => harness?.close());

  async function cpuSeconds(): Promise<number> {
    const { metrics } = await session.send("Performance.getMetrics");
    const time = metrics.find(({ name }) => name === "ThreadTime")?.value;
    assert.ok(time !== undefined, "Chromium no longer says how long a thread computed");
    return time;
  }

  async function measure(
    count: number,
    pause: number,
    action: (index: number) => Promise<number>,
  ): Promise<Measured> {
    const measured: Measured = { wall: [], cpu: [] };
    for (let index = 0; index < count; index++) {
      await harness.page.waitForTimeout(pause);
      const before = await cpuSeconds();
      measured.wall.push(await action(index));
      measured.cpu.push(1000 * ((await cpuSeconds()) - before));
    }
    return measured;
  }

  /** On a machine with other work only the page's own computing can be judged. */
  function judge(name: string, limit: number, { wall, cpu }: Measured, busy: boolean): void {
    const [seen, computed] = [p95(wall), p95(cpu)];
    const note = busy ? "; the machine is busy, so only the computing is judged" : "";
    console.log(`      ${name}: ${seen.toFixed(0)} ms, computing ${computed.toFixed(0)} ms (p95)${note}`);
    assert.ok(computed < limit, `${name}: ${cpu.map(Math.round)} ms of computing`);
    if (!busy) assert.ok(seen < limit, `${name}: ${wall.map(Math.round)} ms`);
  }

  const draw = () =>
    harness.page.evaluate(async (mime) => {
      const page = window as unknown as PageWithText;
      page.summnb.dispose("out");
      document.getElementById("out")?.remove();
      const start = performance.now();
      page.summnb.render("out", mime, page.text);
      await new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - start;
    }, mimeOf("training"));

  const update = (index: number) =>
    harness.page.evaluate(async (delta) => {
      const start = performance.now();
      (window as unknown as PageWithText).summnb.send({ type: "delta", delta });
      await new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - start;
    }, deltaAfter(index));

  function deltaAfter(index: number) {
    const step = 10 * steps + 10 * (index + 1);
    const log = { step, epoch: 3, loss: 1.5 + 0.01 * (index % 7), gradNorm: 1, learningRate: 1e-4 };
    return { outputId: "out", seq: index + 1, patch: { set: { step }, append: { logs: [log] } } };
  }

  const forms: [name: string, data: TrainingData][] = [
    ["as the trainer saves it", { ...whole, logs: thinLogs(whole.logs) }],
    ["with all its rows", whole],
  ];
  for (const [name, data] of forms)
    it(`is drawn within ${limits.draw} ms and changes within ${limits.update} ms (p95), ${name}`, async () => {
      const text = JSON.stringify(payloadOf(data, { final: false }));
      await harness.page.evaluate((text) => {
        (window as unknown as PageWithText).text = text;
      }, text);
      const busyBefore = isBusy();
      const first = await measure(draws, 0, draw);
      // The pace of a trainer's deltas, of which none is held back.
      const later = await measure(updates, 100, update);
      const busy = busyBefore || isBusy();
      await harness.page
        .locator("#out .readout-step", {
          hasText: `Step ${(10 * (steps + updates)).toLocaleString("en-US")}`,
        })
        .waitFor();
      judge("first draw", limits.draw, first, busy);
      judge("update", limits.update, later, busy);
    });

  it("shows a peak of a single step", async () => {
    await harness.page.getByRole("button", { name: "Smooth" }).click();
    const blue = (await canvasColors(harness.page.locator("#out .plot canvas"), 0.2))["11,104,203"] ?? 0;
    assert.ok(blue > 5, "nothing of the curve in the upper fifth of the chart, which only the peak reaches");
  });
});

interface PageWithText {
  text: string;
  summnb: {
    render(id: string, mime: string, value: unknown): void;
    send(message: unknown): void;
    dispose(id: string): void;
  };
}
