/** The Train LoRA form in a browser, with a stand-in for VS Code's side of the messages. */
import assert from "node:assert/strict";
import type { HostToPanel, PanelToHost, TrainLoraValues } from "../../../src/protocol/panel.js";
import { hostile } from "../../unit/display/samples.js";
import { type Harness, pages, startHarness, watchProblems } from "./harness.js";

const defaults: TrainLoraValues = {
  model: "examples/starter",
  data: "examples/data",
  documentColumn: "document",
  summaryColumn: "summary",
  r: 32,
  loraAlpha: 64,
  loraDropout: 0.05,
  targetModules: ["q", "v"],
  learningRate: 1e-3,
  maxSteps: 200,
  perDeviceTrainBatchSize: 8,
};

/** The policy of the real panel: our script by its nonce, inline styles, nothing else. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-test'";

describe("the Train LoRA form in a browser", function () {
  this.timeout(120_000);
  let harness: Harness;
  const field = (name: string) => harness.page.getByRole("textbox", { name, exact: true });
  const posted = () => harness.page.evaluate(() => (window as unknown as { posted: PanelToHost[] }).posted);
  const send = (message: HostToPanel) =>
    harness.page.evaluate((sent) => window.postMessage(sent, "*"), message);

  before(async () => {
    harness = await startHarness();
    pages.set(
      "/panel.html",
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"></head><body class="vscode-dark" data-vscode-theme-kind="vscode-dark"><div id="root"></div>
<script nonce="test">window.posted = []; window.acquireVsCodeApi = () => ({ postMessage: (message) => posted.push(message), getState: () => JSON.parse(sessionStorage.state ?? "null") ?? undefined, setState: (state) => { sessionStorage.state = JSON.stringify(state); } });</script>
<script type="module" nonce="test" src="/panel.js"></script></body></html>`,
    );
  });
  after(() => harness?.close());
  beforeEach(async () => {
    await harness.page.goto(`${harness.url}/panel.html`);
    await harness.page.evaluate(() => sessionStorage.clear());
    await harness.page.waitForFunction(
      () => (window as unknown as { posted: PanelToHost[] }).posted.length > 0,
    );
    await send({
      type: "init",
      defaults,
      models: [{ value: "google/flan-t5-base", label: "FLAN-T5 base" }],
      datasets: [],
    });
    await harness.page.waitForFunction(() => document.querySelector<HTMLInputElement>("#model")?.value);
  });

  it("says that it is ready, and hands back the defaults untouched", async () => {
    const problems = watchProblems(harness.page);
    await harness.page.getByRole("button", { name: "Create notebook" }).click();
    assert.deepEqual(await posted(), [{ type: "ready" }, { type: "create", values: defaults }]);
    assert.deepEqual(problems, []);
  });

  it("takes what is typed and what is offered; Enter creates", async () => {
    await harness.page.getByRole("button", { name: "FLAN-T5 base" }).click();
    await field("Target modules").fill("q, k, v, o");
    await field("Learning rate").fill("5e-4");
    await field("Learning rate").press("Enter");
    const values = {
      ...defaults,
      model: "google/flan-t5-base",
      targetModules: ["q", "k", "v", "o"],
      learningRate: 5e-4,
    };
    assert.deepEqual((await posted()).at(-1), { type: "create", values });
  });

  it("shows what is wrong beside the field and sends nothing", async () => {
    await field("Dropout").fill("1");
    await field("Steps").fill("many");
    await harness.page.getByRole("button", { name: "Create notebook" }).click();
    assert.deepEqual(await harness.page.getByRole("alert").allInnerTexts(), [
      "Dropout must be at least 0 and less than 1.",
      "The number of steps must be a whole number of at least 1.",
    ]);
    assert.equal((await posted()).length, 1);
    await field("Dropout").fill("0");
    assert.equal(await harness.page.getByRole("alert").count(), 1);
  });

  it("browses by the host, and shows the host's objection", async () => {
    await harness.page.getByRole("button", { name: "Browse…" }).first().click();
    assert.deepEqual((await posted()).at(-1), { type: "browse", field: "model" });
    await send({ type: "browsed", field: "model", value: hostile });
    await harness.page.waitForFunction(
      (text) => document.querySelector<HTMLInputElement>("#model")?.value === text,
      hostile,
    );
    await send({ type: "invalid", field: "model", message: hostile });
    assert.equal(await harness.page.getByRole("alert").innerText(), hostile);
    assert.equal(await harness.page.evaluate(() => "__ran" in window), false);
  });

  it("keeps what was typed when it is hidden and shown again", async () => {
    await field("Steps").fill("17");
    await harness.page.reload();
    await send({ type: "init", defaults, models: [], datasets: [] });
    await harness.page.waitForFunction(
      () => document.querySelector<HTMLInputElement>("#maxSteps")?.value === "17",
    );
  });

  it("cancels", async () => {
    await harness.page.getByRole("button", { name: "Cancel" }).click();
    assert.deepEqual((await posted()).at(-1), { type: "cancel" });
  });
});
