/** Every renderer in headless Chromium, with realistic data, hostile data and data that is not valid. */
import assert from "node:assert/strict";
import { type OutputKind, outputKinds } from "../../../src/protocol/index.js";
import { hostileData } from "../../unit/display/hostile.js";
import {
  disposeOutput,
  type Harness,
  openNotebookPage,
  payloadOf,
  renderPayload,
  startHarness,
  watchProblems,
} from "./harness.js";
import { sampleData } from "./sample_data.js";

/** What must be seen of each kind: a selector inside the shadow root, and how many of it. */
const seen: Record<OutputKind, [selector: string, count: number][]> = {
  parameters: [
    [".headline-figure >> text=3,538,944", 1],
    [".modules tbody tr", 4],
  ],
  training: [
    [".u-wrap canvas", 1],
    [".tiles:not(.scores) .tile", 6],
    [".scores .interval-mark", 4],
    [".sparkline polyline", 2],
  ],
  summaries: [
    [".summary-row", 5],
    [".column", 15],
    [".reference del.dropped >> nth=0", 1],
    ["ins.invented >> nth=0", 1],
  ],
  rouge: [
    [".chart-place circle", 12],
    [".difference", 2],
    [".difference circle", 8],
    [".difference >> text=within noise", 2],
  ],
  dataset: [
    [".splits li", 3],
    [".table.rows tbody tr", 6],
    [".length rect >> nth=0", 1],
  ],
  progress: [["[role=progressbar][aria-valuenow='41']", 1]],
  diagnostics: [[".finding", 3]],
  runs: [
    [".u-wrap canvas", 1],
    [".run-names li", 2],
    [".runs-table tbody tr", 6],
    [".runs-table .best", 2],
  ],
};

describe("renderers in a browser", function () {
  this.timeout(120_000);
  let harness: Harness;

  before(async () => {
    harness = await startHarness();
  });
  after(() => harness?.close());
  beforeEach(() => openNotebookPage(harness, "dark"));

  for (const kind of outputKinds) {
    it(`draw ${kind} from its saved payload alone`, async () => {
      const problems = watchProblems(harness.page);
      await renderPayload(harness.page, kind, payloadOf(sampleData[kind]));
      for (const [selector, count] of seen[kind]) {
        const found = harness.page.locator(`#out ${selector}`);
        await found.first().waitFor({ state: "attached" });
        assert.equal(await found.count(), count, selector);
      }
      const box = await harness.page.locator("#out .root").boundingBox();
      assert.ok(box && box.width > 800 && box.height > 30, JSON.stringify(box));
      assert.deepEqual(problems, []);
    });

    it(`draw ${kind} with hostile texts as texts`, async () => {
      const problems = watchProblems(harness.page);
      await renderPayload(harness.page, kind, payloadOf(hostileData[kind]));
      await harness.page.locator("#out .frame").waitFor();
      await harness.page.locator(`#out :text("onerror")`).first().waitFor();
      assert.equal(await harness.page.locator("#out img, #out script").count(), 0);
      assert.equal(await harness.page.evaluate(() => "__ran" in window), false);
      assert.deepEqual(problems, []);
    });

    it(`say in one sentence that a ${kind} payload is not valid`, async () => {
      const problems = watchProblems(harness.page);
      for (const value of [null, 7, {}, payloadOf({}), { ...payloadOf(sampleData[kind]), seq: "x" }]) {
        await renderPayload(harness.page, kind, value);
        const text = await harness.page.locator("#out [role=alert]").innerText();
        assert.match(
          text,
          new RegExp(`^This ${kind} output cannot be drawn: [^.]+(\\.[\\w.]+)* has an invalid value\\.$`),
        );
      }
      assert.deepEqual(problems, []);
    });
  }

  it("draw several outputs, and only the disposed one goes", async () => {
    await renderPayload(harness.page, "progress", payloadOf(sampleData.progress, { outputId: "a" }), "a");
    await renderPayload(harness.page, "rouge", payloadOf(sampleData.rouge, { outputId: "b" }), "b");
    await disposeOutput(harness.page, "a");
    assert.equal(await harness.page.locator("#a .frame").count(), 0);
    assert.equal(await harness.page.locator("#b .frame").count(), 1);
  });

  it("keep what the user chose when the output is replaced", async () => {
    await renderPayload(harness.page, "summaries", payloadOf(sampleData.summaries));
    await harness.page.getByRole("button", { name: "Next page" }).click();
    await harness.page.getByRole("button", { name: "Document", exact: true }).click();
    await renderPayload(harness.page, "summaries", payloadOf(sampleData.summaries, { seq: 1 }));
    await harness.page.locator("#out .pager-range", { hasText: "6–10 of 42" }).waitFor();
    assert.match(
      await harness.page.locator("#out .column-note").first().innerText(),
      /words in the document$/,
    );
  });
});
