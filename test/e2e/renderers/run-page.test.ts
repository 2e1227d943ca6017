/** The page of a run in a browser, with a stand-in for VS Code's side of the messages. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { comparisonPage, runPage } from "../../../src/host/runs/page-content.js";
import type { RunPageContent, RunPageToHost } from "../../../src/protocol/index.js";
import { readRun } from "../../../src/runs/index.js";
import { entriesOf, makeRun, temporary } from "../../unit/host/runs/store.js";
import { inRepository } from "../support/repository.js";
import { type Harness, startHarness, watchProblems } from "./harness.js";
import { interruptedRun, openRunPage, sendContent } from "./run_pages.js";

describe("the page of a run in a browser", function () {
  this.timeout(120_000);
  const screenshots = inRepository("out/screenshots");
  let harness: Harness;
  let place: ReturnType<typeof temporary>;
  let content: RunPageContent;

  const posted = () => harness.page.evaluate(() => (window as unknown as { posted: RunPageToHost[] }).posted);
  const send = (sent: RunPageContent) => sendContent(harness, sent);

  async function contentOf(): Promise<RunPageContent> {
    const [entry] = await entriesOf(place.root);
    return runPage(entry!, readRun(entry!.record.id, place.root));
  }

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    harness = await startHarness();
    await harness.page.setViewportSize({ width: 1200, height: 1400 });
    place = temporary();
    interruptedRun(place.root);
    content = await contentOf();
  });
  after(async () => {
    place?.remove();
    await harness?.close();
  });

  for (const theme of ["light", "dark"] as const)
    it(`draws the run with the notebook's renderers, ${theme}`, async () => {
      const problems = watchProblems(harness.page);
      await openRunPage(harness, theme);
      assert.deepEqual(await posted(), [{ type: "ready" }]);
      await send(content);
      await harness.page.locator(".frame.training .plot canvas").waitFor();
      await harness.page.locator(".frame.summaries").waitFor();
      assert.equal(await harness.page.locator("h1").innerText(), "flan-lora <b>bold</b>");
      assert.match(
        await harness.page.locator(".tables").innerText(),
        /parameters\s+1,769,472 of 249,347,328 train/,
      );
      assert.deepEqual(problems, []);
      await harness.page.screenshot({
        path: path.join(screenshots, `run-page-${theme}.png`),
        fullPage: true,
      });
    });

  it("changes in place while the run goes on, and keeps what the reader closed", async () => {
    const frame = harness.page.locator(".frame.training");
    await frame.evaluate((element) => element.setAttribute("data-same", ""));
    await harness.page.locator("summary", { hasText: "Settings" }).click();
    const [training, ...rest] = content.sections;
    assert.ok(training?.type === "output");
    const data = { ...training.payload.data, step: 205, state: "running" };
    const next = { ...training, payload: { ...training.payload, data } } as typeof training;
    await send({
      ...content,
      facts: ["running"],
      sections: [
        next,
        ...rest.slice(0, 1),
        { type: "table", key: "Settings", title: "Settings", rows: [["seed", "7"]] },
      ],
    });
    await harness.page.locator(".facts", { hasText: "running" }).waitFor();
    assert.match(await frame.innerText(), /step 205 of 400/i);
    assert.equal(await frame.getAttribute("data-same"), "");
    assert.equal(await harness.page.locator("details[open]").count(), 0);
  });

  it("hands actions to the host, and remembers what it shows", async () => {
    await harness.page.getByRole("button", { name: "Open notebook" }).click();
    assert.deepEqual((await posted()).at(-1), { type: "action", action: "notebook" });
    const kept = await harness.page.evaluate(() => (window as unknown as { kept: unknown }).kept);
    assert.deepEqual(kept, { folders: content.folders });
  });

  it("turns to a comparison", async () => {
    const other = makeRun(place.root, "other", { arguments: { learningRate: 0.1 } });
    for (const step of [10, 20]) other.logMetrics({ step, loss: 30 / step });
    const ids = (await entriesOf(place.root)).map(({ record }) => record.id);
    await send(comparisonPage(ids.map((id) => readRun(id, place.root))));
    await harness.page.locator(".frame.runs .plot canvas").waitFor();
    assert.equal(await harness.page.locator(".frame.training").count(), 0);
    assert.match(await harness.page.locator(".frame.runs").innerText(), /learningRate/);
  });
});
