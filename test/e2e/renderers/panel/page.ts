/** The Train LoRA panel in a browser, with a stand-in for VS Code's side of the messages. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import type { HostToPanel, PanelToHost, TrainPlan } from "../../../../src/protocol/index.js";
import { inRepository } from "../../support/repository.js";
import { type Harness, pages, startHarness } from "../harness.js";
import { type ThemeName, themes } from "../themes.js";
import { init } from "./answers.js";
import { panelColors } from "./colors.js";

/** The policy of the real panel: our script by its nonce, inline styles, pictures that it draws itself. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; script-src 'nonce-test'";

type Posted = { posted: PanelToHost[] };

export class PanelPage {
  private opened = 0;

  private constructor(private readonly harness: Harness) {}

  static async start(): Promise<PanelPage> {
    const harness = await startHarness();
    harness.page.setDefaultTimeout(15_000);
    await harness.page.setViewportSize({ width: 1280, height: 1000 });
    return new PanelPage(harness);
  }

  get page(): Page {
    return this.harness.page;
  }

  close(): Promise<void> {
    return this.harness.close();
  }

  /** Opens the panel anew, which is told these messages. */
  async open(theme: ThemeName = "dark", messages: HostToPanel[] = [init]): Promise<void> {
    const { page, harness } = this;
    pages.set("/panel.html", pageText(theme));
    // Each opening has a state of its own, which a reload keeps.
    await page.goto(`${harness.url}/panel.html?${++this.opened}`);
    await page.waitForFunction(() => (window as unknown as Posted).posted?.length > 0);
    const [begin, ...answers] = messages;
    await this.send(begin!);
    await page.locator("#model").waitFor();
    if (begin?.type === "init" && begin.trusted) await this.asked();
    for (const message of answers) await this.send(message);
  }

  send(message: HostToPanel): Promise<void> {
    return this.page.evaluate((sent) => window.postMessage(sent, "*"), message);
  }

  /** All that the panel has said. */
  posted(): Promise<PanelToHost[]> {
    return this.page.evaluate(() => (window as unknown as Posted).posted);
  }

  async newest<T extends PanelToHost["type"]>(type: T): Promise<(PanelToHost & { type: T }) | undefined> {
    return (await this.posted()).findLast((message) => message.type === type) as
      | (PanelToHost & { type: T })
      | undefined;
  }

  async plan(): Promise<TrainPlan> {
    return (await this.newest("plan"))!.plan;
  }

  text(name: string): Locator {
    return this.page.getByRole("textbox", { name, exact: true });
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  tab(name: string): Locator {
    return this.page.getByRole("tab", { name });
  }

  /** What the page makes of a click or a key may take it a moment. */
  async eventually(check: () => Promise<void>): Promise<void> {
    for (const end = Date.now() + 5000; ; ) {
      try {
        return await check();
      } catch (error) {
        if (Date.now() > end) throw error;
        await this.page.waitForTimeout(20);
      }
    }
  }

  /** Kept for people to look at; no tracked file. */
  async screenshot(name: string, fullPage = true): Promise<void> {
    const folder = inRepository("out/screenshots");
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `train-lora-${name}.png`), fullPage });
  }

  /** Waits until model and data were asked for: an answer that comes before is not waited for. */
  private async asked(): Promise<void> {
    await this.page.waitForFunction(() => {
      const types = (window as unknown as Posted).posted.map(({ type }) => type);
      return types.includes("model") && types.includes("data");
    });
  }
}

function pageText(theme: ThemeName): string {
  const { kind, variables } = themes[theme];
  const style = Object.entries({ ...variables, ...panelColors[theme] }).map(
    ([name, value]) => `--vscode-${name}: ${value};`,
  );
  return `<!doctype html><html lang="en" style="${style.join(" ").replaceAll('"', "&quot;")}"><head><meta charset="utf-8"><title>Train LoRA</title><meta http-equiv="Content-Security-Policy" content="${policy}"></head><body class="${kind}" data-vscode-theme-kind="${kind}"><main id="root"></main>
<script nonce="test">window.posted = []; window.acquireVsCodeApi = () => ({ postMessage: (message) => posted.push(structuredClone(message)), getState: () => JSON.parse(sessionStorage[location.search] ?? "null") ?? undefined, setState: (state) => { sessionStorage[location.search] = JSON.stringify(state); } });</script>
<script type="module" nonce="test" src="/panel.js"></script></body></html>`;
}
