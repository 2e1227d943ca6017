/**
 * The part of VS Code's notebook renderer API that is used here.
 * Source: https://code.visualstudio.com/api/extension-guides/notebook#notebook-renderer
 */
export interface OutputItem {
  /** The same for every version of one output. */
  readonly id: string;
  readonly mime: string;
  json(): unknown;
}

export interface RendererContext {
  /** Both are missing where the host offers no messaging. */
  postMessage?(message: unknown): void;
  onDidReceiveMessage?(listener: (message: unknown) => void): { dispose(): void };
}

export interface NotebookRenderer {
  renderOutputItem(item: OutputItem, element: HTMLElement): void;
  /** Without an id all outputs are gone. */
  disposeOutputItem(id?: string): void;
}
