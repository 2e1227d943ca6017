/** Every renderer, the run's page, the comparison and the report, in every theme, looked at by axe-core. */
import assert from "node:assert/strict";
import { outputKinds } from "../../../src/protocol/index.js";
import { barriers } from "../support/axe.js";
import { type Harness, openNotebookPage, payloadOf, renderPayload, startHarness } from "./harness.js";
import { sampleData } from "./sample_data.js";
import { type ThemeName, themes } from "./themes.js";

describe("renderers for people who see little, or use no mouse", function () {
  this.timeout(180_000);
  let harness: Harness;
  before(async () => {
    harness = await startHarness();
  });
  after(() => harness?.close());

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
    });
});
