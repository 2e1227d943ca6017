/** The page of a run in a browser, with a stand-in for VS Code's side of the messages. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { comparisonPage, runPage } from "../../../src/host/runs/page-content.js";
import type { HostToRunPage, RunPageContent, RunPageToHost } from "../../../src/protocol/index.js";
import { readRun } from "../../../src/runs/index.js";
import { entriesOf, makeRun, temporary } from "../../unit/host/runs/store.js";
import { inRepository } from "../support/repository.js";
import { type Harness, pages, startHarness, watchProblems } from "./harness.js";
import { themes } from "./themes.js";

/** The policy of the real page. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; script-src 'nonce-test'";

describe("the page of a run in a browser", function () {
  this.timeout(120_000);
  const screenshots = inRepository("out/screenshots");
  let harness: Harness;
  let place: ReturnType<typeof temporary>;
  let content: RunPageContent;

  const posted = () => harness.page.evaluate(() => (window as unknown as { posted: RunPageToHost[] }).posted);
  const send = (sent: RunPageContent) =>
    harness.page.evaluate((message) => window.postMessage(message, "*"), {
      type: "content",
      content: sent,
    } satisfies HostToRunPage);

  async function contentOf(): Promise<RunPageContent> {
    const [entry] = await entriesOf(place.root);
    return runPage(entry!, readRun(entry!.record.id, place.root));
  }

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    harness = await startHarness();
    await harness.page.setViewportSize({ width: 1200, height: 1400 });
    place = temporary();
    const run = makeRun(place.root, "flan-lora <b>bold</b>", {
      state: "interrupted",
      message: "Interrupted by the user.",
      maxSteps: 400,
      source: { file: "/home/me/train.summnb" },
      model: {
        name: "google/flan-t5-base",
        isLocal: false,
        type: "t5",
        parameters: { total: 249_347_328, trainable: 1_769_472 },
      },
    });
    for (let step = 5; step <= 200; step += 5)
      run.logMetrics({
        step,
        epoch: step / 100,
        loss: 1 + 3 * Math.exp(-step / 60),
        gradNorm: 1,
        learningRate: 1e-3,
      });
    run.logMetrics({
      step: 200,
      epoch: 2,
      loss: null,
      evalLoss: 1.4,
      metrics: { rouge1: 0.41 },
      intervals: { rouge1: [0.38, 0.44] },
    });
    for (const index of [0, 1])
      run.logSummary({
        step: 200,
        index,
        prediction: `Anna meets Bob at ${index}.`,
        reference: "Anna will meet Bob.",
      });
    content = await contentOf();
  });
  after(async () => {
    place?.remove();
    await harness?.close();
  });

  for (const theme of ["light", "dark"] as const)
    it(`draws the run with the notebook's renderers, ${theme}`, async () => {
      const problems = watchProblems(harness.page);
      const { kind, variables } = themes[theme];
      const style = Object.entries(variables).map(([name, value]) => `--vscode-${name}: ${value};`);
      pages.set(
        "/run.html",
        `<!doctype html><html lang="en" style="${style.join(" ").replaceAll('"', "&quot;")}"><head><meta charset="utf-8"><title>Run</title><meta http-equiv="Content-Security-Policy" content="${policy}"></head><body class="${kind}" data-vscode-theme-kind="${kind}"><main id="root"></main>
<script nonce="test">window.posted = []; window.acquireVsCodeApi = () => ({ postMessage: (message) => posted.push(message), setState: (state) => { window.kept = state; } });</script>
<script type="module" nonce="test" src="/run-page.js"></script></body></html>`,
      );
      await harness.page.goto(`${harness.url}/run.html`);
      await harness.page.waitForFunction(
        () => (window as unknown as { posted: unknown[] }).posted.length > 0,
      );
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
