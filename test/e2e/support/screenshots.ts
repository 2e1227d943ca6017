/** Screenshots for docs/images: written there only when asked, so that a test run changes no tracked file. */
import { mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { inRepository } from "./repository.js";

export const updatesImages = process.env.SUMMNB_UPDATE_IMAGES === "1";

const folder = updatesImages ? inRepository("docs/images") : path.join(os.tmpdir(), "summnb-screenshots");

/** Keeps what the page shows as `NAME.png`; returns the file. */
export async function keepScreenshot(page: Page, name: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file, animations: "disabled", caret: "hide" });
  return file;
}
