/** The Train LoRA panel in a browser, with a stand-in for VS Code's side of the messages. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { trainLoraCells } from "../../../src/host/train-lora/cells.js";
import { presets } from "../../../src/host/train-lora/presets.js";
import { startPlan } from "../../../src/host/train-lora/start-plan.js";
import type {
  HostToPanel,
  OutputKind,
  PanelToHost,
  PlanCheck,
  RunHead,
  RunOutput,
  TrainPlan,
} from "../../../src/protocol/index.js";
import { hostile } from "../../unit/display/samples.js";
import { inRepository } from "../support/repository.js";
import { type Harness, pages, startHarness, watchProblems } from "./harness.js";
import { type ThemeName, themes } from "./themes.js";

/** The policy of the real panel: our script by its nonce, inline styles, pictures that it draws itself. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; script-src 'nonce-test'";

/** What a panel reads of VS Code's themes besides what outputs do. */
const dark = {
  foreground: "#cccccc",
  errorForeground: "#f85149",
  "dropdown-background": "#313131",
  "dropdown-foreground": "#cccccc",
  "dropdown-border": "#3c3c3c",
  "button-background": "#0078d4",
  "button-foreground": "#ffffff",
  "button-secondaryBackground": "#313131",
  "button-secondaryForeground": "#cccccc",
  "checkbox-background": "#313131",
  "checkbox-border": "#3c3c3c",
  "badge-background": "#616161",
  "badge-foreground": "#f8f8f8",
  "debugTokenExpression-string": "#ce9178",
  "debugTokenExpression-number": "#b5cea8",
  "debugTokenExpression-name": "#c586c0",
};
const light = {
  foreground: "#3b3b3b",
  errorForeground: "#c72e0f",
  "dropdown-background": "#ffffff",
  "dropdown-foreground": "#3b3b3b",
  "dropdown-border": "#cecece",
  "button-background": "#005fb8",
  "button-foreground": "#ffffff",
  "button-secondaryBackground": "#e5e5e5",
  "button-secondaryForeground": "#3b3b3b",
  "checkbox-background": "#f8f8f8",
  "checkbox-border": "#cecece",
  "badge-background": "#cccccc",
  "badge-foreground": "#3b3b3b",
  "debugTokenExpression-string": "#a31515",
  "debugTokenExpression-number": "#096e4c",
  "debugTokenExpression-name": "#9b46b0",
};
const panelColors: Record<ThemeName, Record<string, string>> = {
  light,
  dark,
  highContrast: {
    foreground: "#ffffff",
    "dropdown-background": "#000000",
    "dropdown-foreground": "#ffffff",
    "dropdown-border": "#6fc3df",
    "button-foreground": "#ffffff",
    "button-border": "#6fc3df",
    "button-secondaryForeground": "#ffffff",
    "checkbox-background": "#000000",
    "checkbox-border": "#6fc3df",
    "badge-background": "#000000",
    "badge-foreground": "#ffffff",
    "debugTokenExpression-string": "#ce9178",
    "debugTokenExpression-number": "#b5cea8",
    "debugTokenExpression-name": "#c586c0",
  },
  highContrastLight: {
    foreground: "#292929",
    "dropdown-background": "#ffffff",
    "dropdown-foreground": "#292929",
    "dropdown-border": "#0f4a85",
    "button-background": "#0f4a85",
    "button-foreground": "#ffffff",
    "button-border": "#0f4a85",
    "button-secondaryBackground": "#ffffff",
    "button-secondaryForeground": "#292929",
    "checkbox-background": "#ffffff",
    "checkbox-border": "#0f4a85",
    "badge-background": "#0f4a85",
    "badge-foreground": "#ffffff",
  },
};

const models = [{ value: "starter", label: "starter", detail: "in this folder" }];
const datasets = [{ value: "rows", label: "rows", detail: "in this folder" }];
const first = startPlan(models, datasets);
const described = presets.map((facts) => ({
  ...facts,
  description: `About ${facts.title}.`,
  cost: "minutes",
}));

const init: HostToPanel = { type: "init", plan: first, presets: described, models, datasets, trusted: true };
const dataFacts = (data: string): HostToPanel => ({
  type: "data",
  data,
  config: "",
  answer: {
    facts: {
      state: "ready",
      name: data,
      splits: [
        { name: "train", numRows: 12_460, features: ["id", "dialogue", "summary"] },
        { name: "test", numRows: 1500, features: ["id", "dialogue", "summary"] },
      ],
      preview: {
        split: "train",
        columns: ["id", "dialogue", "summary"],
        rows: Array.from({ length: 5 }, (_, index) => [
          `train_${index}`,
          `#A#: Shall we meet at ${index + 3}? #B#: I would like that, but I have to finish this report first. #A#: Then let us say an hour later. ${hostile}`,
          "They will meet an hour later than planned.",
        ]),
      },
    },
  },
});
const modelFacts = (model: string): HostToPanel => ({
  type: "model",
  model,
  answer: {
    facts: {
      type: "t5",
      parameters: 247_577_856,
      layers: ["q", "v", "k", "o", "wi_0", "wi_1", "wo"],
      defaultTargets: ["q", "v"],
      maxPositions: null,
      prefix: "",
    },
  },
});
const gib = 2 ** 30;
const check: PlanCheck = {
  findings: [
    { rule: "t5-without-prefix", severity: "warning", message: "Documents have no prefix.", fix: "Set one." },
    {
      rule: "truncated",
      severity: "info",
      message: `12 documents are cut. ${hostile}`,
      fix: "Raise the length.",
    },
  ],
  parameters: { trainable: 3_538_944, all: 251_116_800 },
  memory: {
    weights: 0.94 * gib,
    gradients: 0.014 * gib,
    optimizer: 0.03 * gib,
    activations: 3.1 * gib,
    peak: 4.1 * gib,
    available: 11.3 * gib,
    device: "cuda:0",
  },
  steps: { total: 200, perEpoch: 1558, rows: 12_460 },
};
const machine: HostToPanel = {
  type: "machine",
  answer: {
    facts: {
      devices: [
        { name: "cuda:0", totalBytes: 16 * gib, freeBytes: 11.3 * gib },
        { name: "cpu", totalBytes: 32 * gib, freeBytes: 20 * gib },
      ],
    },
  },
};

const titles = [
  "Data",
  "Base model",
  "Summaries before training",
  "LoRA",
  "Training",
  "Summaries after training",
  "ROUGE",
];
const headOf = (changes: Partial<RunHead>, states: RunHead["cells"][number]["state"][]): RunHead => ({
  name: "train-lora",
  notebook: "train-lora.summnb",
  phase: "running",
  alive: true,
  cells: titles.map((title, index) => ({ id: `c${index}`, title, state: states[index] ?? "waiting" })),
  ...changes,
});
const output = (kind: OutputKind, data: object, final = true): RunOutput =>
  ({ key: kind, cellId: "c4", kind, payload: { outputId: kind, seq: 0, final, data } }) as RunOutput;
const log = (step: number) => ({
  step,
  epoch: step / 100,
  loss: 1 + 3 * Math.exp(-step / 60),
  gradNorm: 1,
  learningRate: 1e-3 * (1 - step / 200),
  ...(step % 50 === 0 ? { evalLoss: 1.2 + 3 * Math.exp(-step / 50) } : {}),
});
const training = (steps: number, state: string) => ({
  name: "starter",
  state,
  step: steps,
  maxSteps: 200,
  epochs: steps / 100,
  device: "cpu",
  elapsedSeconds: steps * 0.7,
  tokensPerSecond: 5100,
  memoryBytes: 1.2 * gib,
  peakMemoryBytes: 1.4 * gib,
  logs: Array.from({ length: steps / 5 }, (_, index) => log(5 * (index + 1))),
});

describe("the Train LoRA panel in a browser", function () {
  this.timeout(120_000);
  const screenshots = inRepository("out/screenshots");
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  let harness: Harness;
  let opened = 0;
  const text = (name: string) => harness.page.getByRole("textbox", { name, exact: true });
  const button = (name: string) => harness.page.getByRole("button", { name, exact: true });
  const posted = () => harness.page.evaluate(() => (window as unknown as { posted: PanelToHost[] }).posted);
  const newest = async <T extends PanelToHost["type"]>(type: T) =>
    (await posted()).findLast((message) => message.type === type) as (PanelToHost & { type: T }) | undefined;
  const send = (message: HostToPanel) =>
    harness.page.evaluate((sent) => window.postMessage(sent, "*"), message);
  /** What the page makes of a click or a key may take it a moment. */
  const eventually = async (check: () => Promise<void>): Promise<void> => {
    for (const end = Date.now() + 5000; ; ) {
      try {
        return await check();
      } catch (error) {
        if (Date.now() > end) throw error;
        await harness.page.waitForTimeout(20);
      }
    }
  };
  const plan = async () => (await newest("plan"))!.plan;

  /** Waits until model and data were asked for: an answer that comes before is not waited for. */
  const asked = () =>
    harness.page.waitForFunction(() => {
      const types = (window as unknown as { posted: PanelToHost[] }).posted.map(({ type }) => type);
      return types.includes("model") && types.includes("data");
    });

  async function open(theme: ThemeName = "dark", messages: HostToPanel[] = [init]): Promise<void> {
    const { kind, variables } = themes[theme];
    const style = Object.entries({ ...variables, ...panelColors[theme] }).map(
      ([name, value]) => `--vscode-${name}: ${value};`,
    );
    pages.set(
      "/panel.html",
      `<!doctype html><html lang="en" style="${style.join(" ").replaceAll('"', "&quot;")}"><head><meta charset="utf-8"><title>Train LoRA</title><meta http-equiv="Content-Security-Policy" content="${policy}"></head><body class="${kind}" data-vscode-theme-kind="${kind}"><main id="root"></main>
<script nonce="test">window.posted = []; window.acquireVsCodeApi = () => ({ postMessage: (message) => posted.push(structuredClone(message)), getState: () => JSON.parse(sessionStorage[location.search] ?? "null") ?? undefined, setState: (state) => { sessionStorage[location.search] = JSON.stringify(state); } });</script>
<script type="module" nonce="test" src="/panel.js"></script></body></html>`,
    );
    // Each test has a state of its own, which a reload keeps.
    await harness.page.goto(`${harness.url}/panel.html?${++opened}`);
    await harness.page.waitForFunction(
      () => (window as unknown as { posted: PanelToHost[] }).posted?.length > 0,
    );
    const [begin, ...answers] = messages;
    await send(begin!);
    await harness.page.locator("#model").waitFor();
    if (begin?.type === "init" && begin.trusted) await asked();
    for (const message of answers) await send(message);
  }

  /** Everything of a plan that was looked at. */
  const looked = [
    init,
    machine,
    modelFacts("starter"),
    dataFacts("rows"),
    { type: "check", answer: { facts: check } },
  ] as HostToPanel[];

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    harness = await startHarness();
    harness.page.setDefaultTimeout(15_000);
    await harness.page.setViewportSize({ width: 1280, height: 1000 });
  });
  after(() => harness?.close());
  it("asks about model and data once they rest, and hands back the plan untouched", async () => {
    const problems = watchProblems(harness.page);
    await open();
    await eventually(async () =>
      assert.deepEqual(await newest("model"), { type: "model", model: "starter" }),
    );
    await eventually(async () =>
      assert.deepEqual(await newest("data"), { type: "data", data: "rows", config: "", mayDownload: false }),
    );
    await button("Create notebook").click();
    await eventually(async () => assert.deepEqual(await newest("create"), { type: "create", plan: first }));
    assert.deepEqual(problems, []);
  });

  it("maps the columns that the data has, by itself and by a click", async () => {
    await open("dark", looked);
    await harness.page.locator(".preview table").waitFor();
    await eventually(async () =>
      assert.deepEqual(
        await plan().then(({ documentColumn, summaryColumn, evalFrom }) => [
          documentColumn,
          summaryColumn,
          evalFrom,
        ]),
        ["dialogue", "summary", "test"],
      ),
    );
    await button("id holds the document").click();
    await harness.page.locator('th.mapped .column-name:text-is("id")').waitFor();
    await eventually(async () => assert.equal((await plan()).documentColumn, "id"));
    assert.equal(await harness.page.evaluate(() => "__ran" in window), false);
  });

  it("takes arguments, keeps those that differ, and finds them by their words", async () => {
    await open();
    await text("Search arguments").fill("learning rate loRA often");
    assert.deepEqual(
      await harness.page
        .locator("[data-argument]:visible")
        .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.argument))
        .then((names) =>
          names.filter((name) => !["r", "loraAlpha", "loraDropout", "targetModules"].includes(name!)),
        ),
      ["learningRate"],
    );
    await text("learningRate").fill("5e-4");
    await eventually(async () => assert.equal((await plan()).arguments.learningRate, 5e-4));
    await text("learningRate").fill("5e-5");
    await eventually(async () => assert.equal("learningRate" in (await plan()).arguments, false));
    await text("Search arguments").fill("gradient checkpointing");
    await harness.page.getByRole("checkbox", { name: "gradientCheckpointing" }).click();
    await eventually(async () => assert.equal((await plan()).arguments.gradientCheckpointing, true));
    await button("Reset gradientCheckpointing").click();
    await eventually(async () => assert.equal("gradientCheckpointing" in (await plan()).arguments, false));
  });

  it("says beside the field what is no value, and lets nothing out meanwhile", async () => {
    await open();
    await text("loraDropout").fill("1");
    await eventually(async () =>
      assert.deepEqual(await harness.page.getByRole("alert").allInnerTexts(), [
        "loraDropout must be below 1.",
      ]),
    );
    await eventually(async () => assert.equal((await plan()).lora.loraDropout, 0.05));
    await eventually(async () => assert.equal(await button("Start training").isDisabled(), true));
    await text("loraDropout").fill("0.1");
    await eventually(async () => assert.equal(await harness.page.getByRole("alert").count(), 0));
    await button("Start training").click();
    await eventually(async () => assert.equal((await newest("start"))?.plan.lora.loraDropout, 0.1));
  });

  it("adds the model's layers to the targets", async () => {
    await open("dark", looked);
    await button("wi_0").click();
    await eventually(async () => assert.deepEqual((await plan()).lora.targetModules, ["q", "v", "wi_0"]));
    await button("q").click();
    await eventually(async () => assert.deepEqual((await plan()).lora.targetModules, ["v", "wi_0"]));
    assert.equal(await text("targetModules").inputValue(), "v, wi_0");
  });

  for (const facts of presets.slice(1))
    it(`begins with ${facts.id} and its arguments, and nothing of what was there before`, async () => {
      await open();
      await harness.page.getByRole("button", { name: facts.title }).click();
      const chosen: TrainPlan = await plan();
      assert.deepEqual(chosen.arguments, facts.plan.arguments);
      assert.deepEqual(chosen.lora, facts.plan.lora ?? {});
      assert.equal(chosen.prompt, facts.plan.prompt ?? "");
      for (const [name, value] of Object.entries(facts.plan))
        assert.deepEqual(chosen[name as keyof TrainPlan], value, name);
    });

  it("offers to download data that is not here, and does nothing before", async () => {
    await open();
    await send({
      type: "data",
      data: "rows",
      config: "",
      answer: { facts: { state: "remote", name: "owner/rows", splits: [] } },
    });
    await button("Download").click();
    await eventually(async () =>
      assert.deepEqual(await newest("data"), { type: "data", data: "rows", config: "", mayDownload: true }),
    );
    await send({
      type: "download",
      progress: { label: "Downloading owner/rows", value: 3 * 2 ** 20, total: 2 ** 24 },
    });
    await harness.page.getByText("3.0 MiB of 16.0 MiB").waitFor();
  });

  it("browses by the host, and shows the host's objections", async () => {
    await open();
    await button("Browse…").first().click();
    await eventually(async () =>
      assert.deepEqual(await newest("browse"), { type: "browse", field: "model" }),
    );
    await send({ type: "browsed", field: "model", value: hostile });
    await harness.page.waitForFunction(
      (value) => document.querySelector<HTMLInputElement>("#model")?.value === value,
      hostile,
    );
    await send({ type: "refused", message: hostile });
    assert.equal(await harness.page.getByRole("alert").innerText(), hostile);
  });

  it("keeps what was typed when it is hidden and shown again", async () => {
    await open();
    await text("r").fill("17");
    await harness.page.getByRole("tab", { name: "Notebook" }).click();
    await harness.page.reload();
    await send(init);
    await harness.page.getByRole("tab", { name: "Plan" }).click();
    await harness.page.waitForFunction(() => document.querySelector<HTMLInputElement>("#r")?.value === "17");
  });

  it("runs nothing without trust, says why, and writes all the same", async () => {
    await open("dark", [{ ...init, trusted: false } as HostToPanel]);
    await harness.page.getByText("You have not trusted this workspace").waitFor();
    await eventually(async () => assert.equal(await button("Start training").isDisabled(), true));
    await button("Create notebook").click();
    assert.ok(await newest("create"));
    await eventually(async () => assert.equal(await newest("data"), undefined));
    await send({ type: "trusted" });
    await harness.page.getByText("You have not trusted this workspace").waitFor({ state: "detached" });
    assert.equal((await posted()).filter(({ type }) => type === "ready").length, 2);
  });

  it("shows the cells that it would write, and copies them", async () => {
    await open();
    const cells = trainLoraCells(first);
    await send({ type: "cells", cells });
    await harness.page.getByRole("tab", { name: "Notebook" }).click();
    const code = await harness.page.locator("pre code").allInnerTexts();
    assert.deepEqual(
      code,
      cells.filter(({ type }) => type === "code").map((cell) => cell.text),
    );
    assert.ok((await harness.page.locator(".token.string").count()) > 5);
    await button("Copy").first().click();
    await eventually(async () => assert.deepEqual(await newest("copy"), { type: "copy", text: code[0] }));
    await harness.page.screenshot({ path: path.join(screenshots, "train-lora-cells.png") });
  });

  it("shows a run while it trains, and stops it", async () => {
    await open("dark", [init]);
    await harness.page.getByRole("tab", { name: "Run" }).click();
    await harness.page.getByText("No run yet").waitFor();
    const states = ["done", "done", "done", "done", "running"] as const;
    await send({
      type: "run",
      head: headOf({}, [...states]),
      outputs: [output("training", training(100, "running"), false)],
      log: [{ key: "a", text: "one\ntwo" }],
    });
    const frame = harness.page.locator(".frame.training");
    await frame.locator("canvas").waitFor();
    await send({
      type: "runDelta",
      delta: { outputId: "training", seq: 1, patch: { set: { step: 105 }, append: { logs: [log(105)] } } },
    });
    await harness.page.getByText("step 105 of 200").waitFor();
    await button("Stop").click();
    await eventually(async () => assert.deepEqual(await newest("stop"), { type: "stop" }));
    await send({ type: "runHead", head: headOf({ phase: "stopping" }, [...states]) });
    await eventually(async () => assert.equal(await button("Stop").isDisabled(), true));
    const problem = { message: `It is full. ${hostile}`, where: "Training, line 3" };
    await send({
      type: "runHead",
      head: headOf({ phase: "failed", problem }, [
        "done",
        "done",
        "done",
        "done",
        "failed",
        "stopped",
        "stopped",
      ]),
    });
    assert.match(await harness.page.getByRole("alert").innerText(), /^Training, line 3: It is full\./);
    await send({
      type: "runHead",
      head: headOf({ phase: "stopped" }, ["done", "done", "done", "done", "stopped", "stopped", "stopped"]),
    });
    await button("Go on").click();
    await eventually(async () => assert.deepEqual(await newest("resume"), { type: "resume" }));
  });

  const finished: HostToPanel = {
    type: "run",
    head: headOf(
      { phase: "finished" },
      titles.map(() => "done" as const),
    ),
    log: [],
    outputs: [
      output("training", training(200, "finished")),
      output("summaries", {
        systems: [
          { key: "reference", label: "Reference" },
          { key: "base", label: "base" },
          { key: "lora", label: "lora" },
        ],
        reference: "reference",
        rows: [
          {
            index: 0,
            document: "A: Shall we meet at three? B: An hour later.",
            summaries: {
              reference: "They meet at four.",
              base: "A asks B to meet.",
              lora: "They meet at four o'clock.",
            },
          },
        ],
      }),
      output("rouge", {
        metrics: ["rouge1", "rouge2"],
        systems: ["base", "lora"].map((key, index) => ({
          key,
          label: key,
          scores: {
            rouge1: { value: 0.3 + index / 10, low: 0.27 + index / 10, high: 0.33 + index / 10 },
            rouge2: { value: 0.1 + index / 20, low: 0.08 + index / 20, high: 0.12 + index / 20 },
          },
        })),
        differences: [
          {
            from: "base",
            to: "lora",
            scores: {
              rouge1: { value: 0.1, low: 0.05, high: 0.15 },
              rouge2: { value: 0.05, low: -0.01, high: 0.1 },
            },
          },
        ],
        count: 20,
        confidence: 0.95,
      }),
    ],
  };

  it("ends with summaries before and after, and ROUGE with intervals", async () => {
    await open("light", [init, finished]);
    await harness.page.getByRole("tab", { name: "Run" }).click();
    for (const kind of ["training", "summaries", "rouge"])
      await harness.page.locator(`.frame.${kind}`).waitFor();
    assert.match(await harness.page.locator(".run-facts").innerText(), /Finished/);
    await harness.page.screenshot({ path: path.join(screenshots, "train-lora-run.png"), fullPage: true });
  });

  it("moves nothing when answers arrive", async () => {
    await open("light", [init]);
    const places = () =>
      harness.page
        .locator("form > section")
        .evaluateAll((sections) => sections.map((section) => (section as HTMLElement).offsetTop));
    const before = await places();
    for (const message of looked.slice(1)) await send(message);
    await harness.page.locator(".preview table").waitFor();
    assert.deepEqual(await places(), before);
  });

  for (const theme of Object.keys(themes) as ThemeName[])
    it(`can be read and used by everybody, ${theme}`, async () => {
      const problems = watchProblems(harness.page);
      await open(theme, [...looked, { type: "cells", cells: trainLoraCells(first) }, finished]);
      await harness.page.locator(".preview table").waitFor();
      for (const tab of ["Plan", "Notebook", "Run"]) {
        await harness.page.getByRole("tab", { name: tab }).click();
        if (tab === "Plan") {
          for (const group of await harness.page.locator("details.group > summary").all())
            await group.click();
          await harness.page.evaluate(() => window.scrollTo(0, 0));
        }
        await harness.page.screenshot({
          path: path.join(screenshots, `train-lora-${tab}-${theme}.png`),
          fullPage: true,
        });
        // Its script comes past the page's policy, as a test may.
        await harness.page.evaluate(axe);
        const found = await harness.page.evaluate(async () => {
          const { violations } = await (
            window as unknown as {
              axe: {
                run(context: object): Promise<{
                  violations: {
                    id: string;
                    impact: string;
                    nodes: { html: string; failureSummary: string }[];
                  }[];
                }>;
              };
            }
          ).axe.run({ exclude: [".output"] });
          return violations.map(({ id, impact, nodes }) => ({
            id,
            impact,
            nodes: nodes
              .slice(0, 3)
              .map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`),
          }));
        });
        const serious = found.filter(({ impact }) => impact === "serious" || impact === "critical");
        assert.deepEqual(serious, [], `${tab}`);
      }
      assert.deepEqual(problems, []);
    });
});
