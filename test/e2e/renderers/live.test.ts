/** A training output while its cell runs: messages between renderer and host, and what they change. */
import assert from "node:assert/strict";
import { training } from "../../unit/display/samples.js";
import {
  type Harness,
  openNotebookPage,
  payloadOf,
  postedMessages,
  renderPayload,
  sendMessage,
  startHarness,
} from "./harness.js";

const whole = training(60);

/** The payload after `count` logs, and the delta that adds the log after them. */
function live(count: number, seq: number) {
  const data = {
    ...whole,
    state: "running" as const,
    step: 10 * count,
    elapsedSeconds: 2 * count,
    logs: whole.logs.slice(0, count),
  };
  return payloadOf(data, { seq, final: false });
}
function delta(seq: number, count: number) {
  const patch = {
    set: { step: 10 * (count + 1), elapsedSeconds: 2 * (count + 1) },
    append: { logs: [whole.logs[count]] },
  };
  return { type: "delta", delta: { outputId: "out", seq, patch } };
}

describe("a live training output in a browser", function () {
  this.timeout(120_000);
  let harness: Harness;
  const text = (selector: string) => harness.page.locator(`#out ${selector}`).first().innerText();
  const step = (count: number) =>
    harness.page.locator("#out .run-figures", { hasText: `step ${10 * count} of 600` }).waitFor();

  before(async () => {
    harness = await startHarness();
  });
  after(() => harness?.close());
  beforeEach(() => openNotebookPage(harness, "dark"));

  it("asks for what it missed when it mounts", async () => {
    await renderPayload(harness.page, "training", live(10, 3));
    assert.deepEqual(await postedMessages(harness.page), [{ type: "sync", outputId: "out", seq: 3 }]);
  });

  it("follows deltas in figures, table and curve, without a jump of the layout", async () => {
    await renderPayload(harness.page, "training", live(10, 0));
    await step(10);
    const height = await harness.page.locator("#out .root").evaluate((root) => root.clientHeight);
    const before = await harness.page.locator("#out .plot canvas").screenshot();
    for (let index = 0; index < 20; index++) await sendMessage(harness.page, delta(index + 1, 10 + index));
    await step(30);
    assert.match(await text(".run-left"), /^done 50%, about 1m 00s left$/);
    assert.equal(await text(".tile-value"), whole.logs[29]!.loss!.toFixed(4));
    const last = harness.page.locator("#out .log tbody tr:not(.space)").last();
    assert.match(await last.innerText(), /^300\s/);
    assert.ok(await last.isVisible(), "the table follows its end");
    assert.equal(await harness.page.locator("#out .root").evaluate((root) => root.clientHeight), height);
    assert.ok(
      !before.equals(await harness.page.locator("#out .plot canvas").screenshot()),
      "the curve was drawn again",
    );
  });

  it("asks for a sync on a gap, once, and goes on from the answer", async () => {
    await renderPayload(harness.page, "training", live(10, 0));
    await harness.page.waitForTimeout(1100);
    for (const seq of [5, 6, 7]) await sendMessage(harness.page, delta(seq, 15));
    assert.deepEqual(await postedMessages(harness.page), [
      { type: "sync", outputId: "out", seq: 0 },
      { type: "sync", outputId: "out", seq: 0 },
    ]);
    await step(10);
    await sendMessage(harness.page, { type: "replace", payload: live(20, 7) });
    await step(20);
    await sendMessage(harness.page, delta(8, 20));
    await step(21);
  });

  it("does not fall back when the file's older output is rendered again, and ends with the last one", async () => {
    await renderPayload(harness.page, "training", live(10, 0));
    await sendMessage(harness.page, delta(1, 10));
    await step(11);
    await renderPayload(harness.page, "training", live(10, 0));
    await step(11);
    await renderPayload(harness.page, "training", payloadOf(whole, { seq: 1 }));
    await step(60);
    assert.equal(await text(".state"), "Finished");
    assert.equal(await text(".run-left"), "done 100%");
  });

  it("leaves messages alone that are not for it or not valid", async () => {
    await renderPayload(harness.page, "training", live(10, 0));
    const messages = [
      null,
      3,
      {},
      { type: "delta" },
      { type: "delta", delta: {} },
      { type: "replace", payload: 1 },
    ];
    for (const message of messages) await sendMessage(harness.page, message);
    await sendMessage(harness.page, { ...delta(1, 10), delta: { ...delta(1, 10).delta, outputId: "other" } });
    await step(10);
    await sendMessage(harness.page, delta(1, 10));
    await step(11);
  });

  it("shows an empty run at once at its final height", async () => {
    await renderPayload(harness.page, "training", live(0, 0));
    await harness.page.locator("#out .empty", { hasText: "first logged step" }).waitFor();
    const empty = await harness.page.locator("#out .root").evaluate((root) => root.clientHeight);
    await sendMessage(harness.page, delta(1, 0));
    await harness.page.locator("#out .plot canvas").waitFor();
    assert.equal(await harness.page.locator("#out .root").evaluate((root) => root.clientHeight), empty);
  });
});
