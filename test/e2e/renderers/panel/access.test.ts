import assert from "node:assert/strict";
import { trainLoraCells } from "../../../../src/host/train-lora/cells.js";
import { barriers } from "../../support/axe.js";
import { watchProblems } from "../harness.js";
import { type ThemeName, themes } from "../themes.js";
import { first, init, looked } from "./answers.js";
import { PanelPage } from "./page.js";
import { finished } from "./run.js";

describe("the Train LoRA panel for everybody", function () {
  this.timeout(120_000);
  let panel: PanelPage;
  before(async () => {
    panel = await PanelPage.start();
  });
  after(() => panel?.close());

  it("moves nothing when answers arrive", async () => {
    await panel.open("light", [init]);
    const places = () =>
      panel.page
        .locator("form > section")
        .evaluateAll((sections) => sections.map((section) => (section as HTMLElement).offsetTop));
    const before = await places();
    for (const message of looked.slice(1)) await panel.send(message);
    await panel.page.locator(".preview table").waitFor();
    assert.deepEqual(await places(), before);
  });

  for (const theme of Object.keys(themes) as ThemeName[])
    it(`can be read and used by everybody, ${theme}`, async () => {
      const problems = watchProblems(panel.page);
      await panel.open(theme, [...looked, { type: "cells", cells: trainLoraCells(first) }, finished]);
      await panel.page.locator(".preview table").waitFor();
      for (const tab of ["Plan", "Notebook", "Run"]) {
        await panel.tab(tab).click();
        if (tab === "Plan") {
          for (const group of await panel.page.locator("details.group > summary").all()) await group.click();
          await panel.page.evaluate(() => window.scrollTo(0, 0));
        }
        await panel.screenshot(`${tab}-${theme}`);
        assert.deepEqual(await barriers(panel.page), [], tab);
      }
      assert.deepEqual(problems, []);
    });
});
