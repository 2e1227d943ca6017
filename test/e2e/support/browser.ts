/** Headless Chromium with a page of a fixed size, and the workbench opened in it. */
import { type Browser, chromium, type Page } from "playwright-core";
import { serverModule, type VscodeServer } from "./vscode-server.js";

/** Flags for a container: no sandbox, no GPU, nothing that asks the network. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--font-render-hinting=none",
];

export const viewport = { width: 1440, height: 1000 };

export async function launchBrowser(): Promise<{ browser: Browser; page: Page }> {
  const { requireSystemPrograms } = await serverModule();
  const browser = await chromium.launch({ executablePath: requireSystemPrograms().chromium, args: flags });
  const context = await browser.newContext({ viewport, locale: "en-US", timezoneId: "UTC" });
  return { browser, page: await context.newPage() };
}

export interface WorkbenchOptions {
  /** Folder to open. */
  folder: string;
  /** Extension under development, and the module with `run()` for tests inside the extension host. */
  extensionDevelopmentPath?: string;
  extensionTestsPath?: string;
}

/** Opens VS Code's workbench on a folder; resolves once the page has been asked for, not yet when it is ready. */
export async function openWorkbench(
  page: Page,
  server: VscodeServer,
  options: WorkbenchOptions,
): Promise<void> {
  const remote = (file: string) => `vscode-remote://${server.authority}${file}`;
  const payload = [
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
  ];
  for (const key of ["extensionDevelopmentPath", "extensionTestsPath"] as const) {
    const value = options[key];
    if (value) payload.push([key, remote(value)]);
  }
  const query = new URLSearchParams({ folder: options.folder, payload: JSON.stringify(payload) });
  await page.goto(`${server.url}/?${query}`, { waitUntil: "commit" });
}
