/** All renderers in all themes: legible, inside their width; with screenshots to look at. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { outputKinds } from "../../../src/protocol/index.js";
import { inRepository } from "../support/repository.js";
import { asWebp, updatesImages } from "../support/screenshots.js";
import {
  canvasColors,
  type Harness,
  openNotebookPage,
  payloadOf,
  renderPayload,
  startHarness,
} from "./harness.js";
import { sampleData } from "./sample_data.js";
import { type ThemeName, themes } from "./themes.js";

/** Not under version control: fonts differ from machine to machine. */
const folder = inRepository("out/screenshots");

/** WCAG 2.1's contrast for text, and the one for high contrast (AAA). */
const contrast: Record<ThemeName, number> = { light: 4.5, dark: 4.5, highContrast: 7, highContrastLight: 7 };

/** Texts whose contrast with the page is less than `least`, with their ratios. */
function faintTexts(page: Page, least: number): Promise<string[]> {
  return page.evaluate((least) => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
    const rgb = (color: string) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => value / 255);
    };
    const luminance = (color: string) => {
      const [r, g, b] = rgb(color).map((value) =>
        value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const paper = luminance(getComputedStyle(document.body).backgroundColor);
    const faint: string[] = [];
    for (const element of document
      .getElementById("out")!
      .shadowRoot!.querySelectorAll<HTMLElement>(".root *")) {
      const own = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
      );
      if (!own || element.closest(":disabled")) continue;
      const style = getComputedStyle(element);
      const ink = luminance(element instanceof SVGElement ? style.fill : style.color);
      const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      if (ratio < least) faint.push(`${element.textContent?.slice(0, 30)}: ${ratio.toFixed(2)}`);
    }
    return faint;
  }, least);
}

/** With few rows, so that the pictures stay small. */
const shortData: typeof sampleData = {
  ...sampleData,
  summaries: { ...sampleData.summaries, rows: sampleData.summaries.rows.slice(0, 2) },
  dataset: {
    ...sampleData.dataset,
    preview: { ...sampleData.dataset.preview, rows: sampleData.dataset.preview.rows.slice(0, 3) },
  },
};

describe("the looks of the renderers", function () {
  this.timeout(180_000);
  let harness: Harness;

  before(async () => {
    mkdirSync(folder, { recursive: true });
    harness = await startHarness();
  });
  after(() => harness?.close());

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`are legible in the theme ${theme}`, async () => {
      await harness.page.setViewportSize({ width: 1100, height: 800 });
      for (const kind of outputKinds) {
        await openNotebookPage(harness, theme);
        await renderPayload(harness.page, kind, payloadOf(sampleData[kind]));
        await harness.page.locator("#out .frame").waitFor();
        await harness.page
          .locator("#outputs")
          .screenshot({ path: `${folder}/${kind}-${theme}.png`, animations: "disabled" });
        assert.deepEqual(await faintTexts(harness.page, contrast[theme]), [], kind);
      }
    });
  }

  if (updatesImages)
    it("are kept for the documentation", async () => {
      const images = inRepository("docs/images/renderers");
      mkdirSync(images, { recursive: true });
      await harness.page.setViewportSize({ width: 768, height: 800 });
      for (const theme of Object.keys(themes) as ThemeName[])
        for (const kind of outputKinds) {
          await openNotebookPage(harness, theme);
          await renderPayload(harness.page, kind, payloadOf(shortData[kind]));
          await harness.page.locator("#out .frame").waitFor();
          const png = await harness.page.locator("#outputs").screenshot({ animations: "disabled" });
          writeFileSync(`${images}/${kind}-${theme}.webp`, await asWebp(harness.page, png, 0.4));
        }
    });

  for (const width of [1400, 760, 400]) {
    it(`stay inside a width of ${width} pixels`, async () => {
      await harness.page.setViewportSize({ width, height: 800 });
      for (const kind of outputKinds) {
        await openNotebookPage(harness, "dark");
        await renderPayload(harness.page, kind, payloadOf(sampleData[kind]));
        await harness.page.locator("#out .frame").waitFor();
        await harness.page
          .locator("#outputs")
          .screenshot({ path: `${folder}/${kind}-${width}.png`, animations: "disabled" });
        const wide = await harness.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${kind} is ${wide} pixels too wide`);
      }
    });
  }

  it("change with the theme, charts on a canvas included", async () => {
    await harness.page.setViewportSize({ width: 1100, height: 800 });
    await openNotebookPage(harness, "dark");
    await renderPayload(harness.page, "training", payloadOf(sampleData.training));
    const pixels = () => canvasColors(harness.page.locator("#out .plot canvas"));
    const dark = await pixels();
    assert.ok((dark["88,166,255"] ?? 0) > 200, "the training loss in the dark theme's blue");
    assert.ok((dark["240,144,74"] ?? 0) > 100, "the validation loss in the dark theme's orange");
    await harness.page.evaluate(() => {
      document.body.dataset.vscodeThemeKind = "vscode-light";
      document.body.className = "vscode-light";
    });
    await harness.page.locator("#out [data-theme=light]").waitFor();
    const light = await pixels();
    assert.equal(light["88,166,255"], undefined);
    assert.ok((light["11,104,203"] ?? 0) > 200, "the training loss in the light theme's blue");
  });
});
