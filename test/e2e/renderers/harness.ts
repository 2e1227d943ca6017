/**
 * The built webview bundles in a page of a local server, with a stand-in for VS Code's side of the
 * renderer API: the page's theme classes and variables, the output elements and the messages.
 */
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Locator, Page } from "playwright-core";
import { mimeOf, type OutputKind } from "../../../src/protocol/index.js";
import { launchBrowser } from "../support/browser.js";
import { inRepository } from "../support/repository.js";
import { type ThemeName, themes } from "./themes.js";

export interface Harness {
  browser: Browser;
  page: Page;
  url: string;
  close(): Promise<void>;
}

const types: Record<string, string> = { ".js": "text/javascript", ".html": "text/html; charset=utf-8" };

/** Serves dist/webview, and pages that the tests put into `pages`. */
function serve(pages: Map<string, string>): Promise<Server> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const page = pages.get(path);
    const type = types[/\.\w+$/.exec(path)?.[0] ?? ".html"] ?? "application/octet-stream";
    try {
      const body = page ?? (await readFile(inRepository("dist/webview", path.slice(1).replaceAll("..", ""))));
      response.writeHead(200, { "content-type": type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

export const pages = new Map<string, string>();

export async function startHarness(): Promise<Harness> {
  const server = await serve(pages);
  const { browser, page } = await launchBrowser();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    browser,
    page,
    url,
    close: async () => {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A page with the notebook renderer active and no output yet; `window.summnb` drives it. */
export async function openNotebookPage(harness: Harness, theme: ThemeName): Promise<void> {
  const { kind, variables } = themes[theme];
  const style = Object.entries(variables).map(([name, value]) => `--vscode-${name}: ${value};`);
  pages.set(
    "/notebook.html",
    `<!doctype html><meta charset="utf-8"><html style="${style.join(" ").replaceAll('"', "&quot;")}">
<body class="${kind}" data-vscode-theme-kind="${kind}" style="margin:0;padding:8px 24px;background:var(--vscode-editor-background)">
<div id="outputs"></div>
<script type="module">
import { activate } from "/renderers.js";
const posted = [], listeners = [];
const renderer = activate({
  postMessage: (message) => posted.push(structuredClone(message)),
  onDidReceiveMessage: (listener) => { listeners.push(listener); return { dispose() {} }; },
});
window.driver = () => window.summnb;
window.summnb = {
  posted,
  send: (message) => { for (const listener of listeners) listener(message); },
  render(id, mime, value) {
    let element = document.getElementById(id);
    if (!element) { element = document.createElement("div"); element.id = id; document.getElementById("outputs").append(element); }
    const text = typeof value === "string" ? value : JSON.stringify(value);
    renderer.renderOutputItem({ id, mime, json: () => JSON.parse(text) }, element);
  },
  dispose: (id) => renderer.disposeOutputItem(id),
};
</script></body></html>`,
  );
  await harness.page.goto(`${harness.url}/notebook.html`);
  await harness.page.waitForFunction(() => "summnb" in window);
}

/** What the page's script above offers. */
interface PageDriver {
  posted: unknown[];
  send(message: unknown): void;
  /** The value, or its JSON text; as in VS Code the renderer gets what it parses from text. */
  render(id: string, mime: string, value: unknown): void;
  dispose(id?: string): void;
}

/** Renders a payload as VS Code would; the output element has the id of the payload's output. */
export async function renderPayload(
  page: Page,
  kind: OutputKind,
  payload: unknown,
  id = "out",
): Promise<void> {
  const item = { id, mime: mimeOf(kind), payload };
  await page.evaluate(({ id, mime, payload }) => driver().render(id, mime, payload), item);
}

export async function sendMessage(page: Page, message: unknown): Promise<void> {
  await page.evaluate((sent) => driver().send(sent), message);
}

export async function postedMessages(page: Page): Promise<unknown[]> {
  return page.evaluate(() => driver().posted);
}

export async function disposeOutput(page: Page, id: string): Promise<void> {
  await page.evaluate((gone) => driver().dispose(gone), id);
}

/** Runs in the page, where the script above defines it. */
declare function driver(): PageDriver;

/** Collects the page's errors from now on: exceptions, and what it prints as an error. */
export function watchProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => {
    // Chromium asks every site for an icon.
    if (message.type() === "error" && !message.location().url.endsWith("/favicon.ico"))
      problems.push(message.text());
  });
  return problems;
}

/** How many opaque pixels of a canvas, or of its upper part, have each colour, as "r,g,b". */
export function canvasColors(canvas: Locator, upper = 1): Promise<Record<string, number>> {
  return canvas.evaluate((element, upper) => {
    const { width, height } = element as HTMLCanvasElement;
    const context = (element as HTMLCanvasElement).getContext("2d")!;
    const { data } = context.getImageData(0, 0, width, Math.ceil(upper * height));
    const colors: Record<string, number> = {};
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] !== 255) continue;
      const color = `${data[at]},${data[at + 1]},${data[at + 2]}`;
      colors[color] = (colors[color] ?? 0) + 1;
    }
    return colors;
  }, upper);
}

export function payloadOf(data: object, options: { outputId?: string; seq?: number; final?: boolean } = {}) {
  return { outputId: "out", seq: 0, final: true, ...options, data };
}
