/** Every renderer, the run's page, the comparison and the report, in every theme, looked at by axe-core. */
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { comparisonPage, runPage } from "../../../src/host/runs/page-content.js";
import { type OutputDataByKind, type OutputKind, outputKinds } from "../../../src/protocol/index.js";
import { readRun } from "../../../src/runs/index.js";
import { training } from "../../unit/display/samples.js";
import { entriesOf, makeRun, temporary } from "../../unit/host/runs/store.js";
import { barriers } from "../support/axe.js";
import { type Harness, openNotebookPage, payloadOf, renderPayload, startHarness } from "./harness.js";
import { displays, writeReport } from "./report_page.js";
import { interruptedRun, openRunPage, sendContent } from "./run_pages.js";
import { sampleData } from "./sample_data.js";
import { type ThemeName, themes } from "./themes.js";

const emptyData: Partial<OutputDataByKind> = {
  training: { ...training(1), logs: [], state: "failed", message: "The loss is not a number at step 1." },
  summaries: { ...sampleData.summaries, rows: [] },
  dataset: { ...sampleData.dataset, preview: { ...sampleData.dataset.preview, rows: [] } },
  diagnostics: { findings: [] },
  runs: { ...sampleData.runs, runs: [], settings: [], figures: [] },
  progress: { label: "Reading", value: 3, total: null },
};

describe("renderers for people who see little, or use no mouse", function () {
  this.timeout(180_000);
  let harness: Harness;
  let report: string;
  let place: ReturnType<typeof temporary>;
  before(async () => {
    report = writeReport();
    place = temporary();
    interruptedRun(place.root);
    const other = makeRun(place.root, "other", { arguments: { learningRate: 0.1 } });
    for (const step of [10, 20]) other.logMetrics({ step, loss: 30 / step, evalLoss: 31 / step });
    harness = await startHarness();
  });
  after(async () => {
    place?.remove();
    await harness?.close();
  });

  for (const theme of Object.keys(themes) as ThemeName[])
    it(`have no serious barrier in the theme ${theme}`, async () => {
      await openNotebookPage(harness, theme);
      for (const kind of outputKinds)
        await renderPayload(harness.page, kind, payloadOf(sampleData[kind], { outputId: kind }), kind);
      // What opens is looked at open.
      for (const summary of await harness.page.locator("details > summary").all()) await summary.click();
      for (const name of ["encoder", "Whole texts of row 1"])
        await harness.page.getByRole("button", { name }).first().click();
      await harness.page.getByRole("searchbox").fill("mail");
      for (const kind of outputKinds) assert.deepEqual(await barriers(harness.page, `#${kind}`), [], kind);
      await openNotebookPage(harness, theme);
      for (const [id, data] of Object.entries(emptyData))
        await renderPayload(harness.page, id as OutputKind, payloadOf(data, { outputId: id }), id);
      await renderPayload(harness.page, "rouge", 7, "broken");
      assert.deepEqual(
        await barriers(harness.page, "#outputs"),
        [],
        "nothing to show, and what cannot be shown",
      );
    });

  for (const theme of Object.keys(themes) as ThemeName[])
    it(`are in a page about runs without a serious barrier in the theme ${theme}`, async () => {
      await openRunPage(harness, theme);
      const entries = await entriesOf(place.root);
      const stored = entries.map(({ record }) => readRun(record.id, place.root));
      await sendContent(harness, runPage(entries[0]!, stored[0]!));
      await harness.page.locator(".frame.training .plot canvas").waitFor();
      assert.deepEqual(await barriers(harness.page), [], "a run");
      await sendContent(harness, comparisonPage(stored));
      await harness.page.locator(".frame.runs .plot canvas").waitFor();
      assert.deepEqual(await barriers(harness.page), [], "a comparison");
    });

  for (const colorScheme of ["light", "dark"] as const)
    for (const contrast of ["no-preference", "more"] as const)
      it(`are in a report without a serious barrier, ${colorScheme}, contrast ${contrast}`, async () => {
        await harness.page.emulateMedia({ colorScheme, contrast });
        await harness.page.goto(pathToFileURL(report).href);
        await harness.page
          .locator("[data-summnb-output] .frame")
          .nth(displays.length - 1)
          .waitFor();
        const theme = contrast === "more" ? `high-contrast-${colorScheme}` : colorScheme;
        await harness.page.locator(`[data-theme=${theme}]`).first().waitFor();
        assert.deepEqual(await barriers(harness.page), []);
      });
});
