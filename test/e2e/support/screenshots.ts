/** Screenshots for docs/images: written there only when asked, so that a test run changes no tracked file. */
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { inRepository } from "./repository.js";

export const updatesImages = process.env.SUMMNB_UPDATE_IMAGES === "1";

const folder = updatesImages ? inRepository("docs/images") : path.join(os.tmpdir(), "summnb-screenshots");

/** Keeps what the page shows as `NAME.webp`; returns the file. */
export async function keepScreenshot(page: Page, name: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.webp`);
  const png = await page.screenshot({ animations: "disabled", caret: "hide" });
  // A page of its own: the workbench's policy on content would not load the picture.
  const blank = await page.context().newPage();
  try {
    writeFileSync(file, await asWebp(blank, png));
  } finally {
    await blank.close();
  }
  return file;
}

/** After each test of the suite that failed: keeps what its page showed, in the system's temporary folder. */
export function keepFailures(page: () => Page | undefined): void {
  afterEach(async function () {
    if (this.currentTest?.state !== "failed") return;
    const name = this.currentTest.title.replaceAll(/\W+/g, "-").slice(0, 60);
    await page()?.screenshot({ path: path.join(os.tmpdir(), `summnb-failed-${name}-${Date.now()}.png`) });
  });
}

/** The picture as WebP, in half of the bytes or less; letters stay sharp. A browser's WebP always has some loss. */
export async function asWebp(page: Page, png: Buffer, quality = 0.7): Promise<Buffer> {
  const base64 = await page.evaluate(
    async ([png, quality]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${png}`;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      canvas.getContext("2d")!.drawImage(image, 0, 0);
      return canvas.toDataURL("image/webp", quality).replace(/^[^,]*,/, "");
    },
    [png.toString("base64"), quality] as const,
  );
  return Buffer.from(base64, "base64");
}
