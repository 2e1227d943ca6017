/** VS Code's workbench as a user sees it: palette, explorer, notebook, hover. Nothing here knows summnb. */
import type { Frame, Locator, Page } from "playwright-core";

/** What the notebook's list scrolls by one turn of the wheel, in pixels. */
const notch = 50;

export class Workbench {
  constructor(readonly page: Page) {}

  /** Waits until the workbench shows and lists this file in its explorer. */
  async ready(file: string): Promise<void> {
    await this.page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
    await this.explorerRow(file).waitFor({ timeout: 60_000 });
  }

  /**
   * Waits until the extension that has this command is known. A file that is opened before is opened as
   * text: nobody has yet said that it is a notebook.
   */
  async extensionReady(title: string): Promise<void> {
    await this.findCommand(title);
    await this.page.keyboard.press("Escape");
  }

  explorerRow(file: string): Locator {
    return this.page.locator(".explorer-folders-view .monaco-list-row", { hasText: file });
  }

  /**
   * Runs a command by its title. The palette takes its list when it opens, so it is opened again until a
   * command that is registered late is listed.
   */
  async command(title: string, timeout = 60_000): Promise<void> {
    const row = await this.findCommand(title, timeout);
    await row.click();
  }

  /** Opens the palette with this title typed, and returns the row of the command. */
  async findCommand(title: string, timeout = 60_000): Promise<Locator> {
    const widget = this.page.locator(".quick-input-widget");
    for (const end = Date.now() + timeout; ; ) {
      await this.page.keyboard.press("F1");
      await widget.waitFor({ state: "visible" });
      await widget.locator("input.input").fill(`>${title}`);
      const row = widget.locator(".monaco-list-row", { hasText: title }).first();
      try {
        await row.waitFor({ timeout: 1500 });
        return row;
      } catch (error) {
        if (Date.now() > end) throw error;
      }
      await this.page.keyboard.press("Escape");
      await widget.waitFor({ state: "hidden" });
    }
  }

  async openNotebook(file: string, firstText: string): Promise<void> {
    await this.explorerRow(file).dblclick();
    await this.page.locator(".notebookOverlay .cell-list-container").waitFor({ timeout: 60_000 });
    await this.cellLine(firstText).waitFor({ timeout: 60_000 });
  }

  /** A line of code in a cell's editor that contains the text. */
  cellLine(text: string): Locator {
    return this.page.locator(".notebookOverlay .monaco-editor .view-line", { hasText: text }).first();
  }

  /**
   * The first locator among all frames of the page that is there: webviews are frames in frames, and which
   * of them holds an output or a panel is VS Code's affair.
   */
  async inSomeFrame(select: (frame: Frame) => Locator, timeout = 60_000): Promise<Locator> {
    for (const end = Date.now() + timeout; Date.now() < end; await this.page.waitForTimeout(150)) {
      for (const frame of this.page.frames()) {
        const found = select(frame).first();
        // A frame may go away while it is asked.
        if (await found.count().catch(() => 0)) return found;
      }
    }
    throw new Error(`Not in any frame within ${timeout / 1000} s: ${select(this.page.mainFrame())}`);
  }

  /**
   * Scrolls the notebook until the output that `select` finds stands `top` pixels below the page's top;
   * outputs that are far from view have no element yet. At the notebook's end it may stand lower.
   */
  async showOutput(select: (frame: Frame) => Locator, top = 150, timeout = 30_000): Promise<Locator> {
    // Over the margin left of the cells: an output under the pointer may scroll itself.
    await this.page.mouse.move(372, 600);
    let before: number | undefined;
    for (const end = Date.now() + timeout; Date.now() < end; ) {
      const found = await this.inSomeFrame(select, 200).catch(() => undefined);
      const y = (await found?.boundingBox({ timeout: 1000 }).catch(() => null))?.y;
      if (found && y !== undefined && (Math.abs(y - top) <= notch / 2 || (y === before && y < 900)))
        return found;
      before = y;
      // One without an element has not been in view yet, so it is further down.
      await this.scroll(y === undefined ? 8 : Math.round((y - top) / notch));
    }
    throw new Error(`No such output came into view within ${timeout / 1000} s.`);
  }

  /** Turns the wheel by so many notches, however far one event asks to go. */
  private async scroll(notches: number): Promise<void> {
    for (let done = 0; done < Math.min(Math.abs(notches), 60); done++)
      await this.page.mouse.wheel(0, Math.sign(notches) * 100);
    await this.page.waitForTimeout(300);
  }

  /** Puts the pointer on a word of a cell and returns the hover that contains the text. */
  async hover(line: string, word: string, shows: string | RegExp, timeout = 60_000): Promise<Locator> {
    const hover = this.page.locator(".monaco-hover:visible", { hasText: shows });
    for (const end = Date.now() + timeout; ; ) {
      const spans = this.cellLine(line).locator("span > span", { hasText: new RegExp(`^\\s*${word}\\s*$`) });
      const box = await spans.first().boundingBox({ timeout: 5000 });
      if (!box) throw new Error(`“${word}” is not on the line “${line}”, or not in view.`);
      // A hover opens on movement, not on a pointer that lies still.
      await this.page.mouse.move(box.x + box.width / 2 - 2, box.y + box.height / 2);
      await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      try {
        await hover.first().waitFor({ timeout: 3000 });
        return hover.first();
      } catch (error) {
        if (Date.now() > end) throw error;
      }
      await this.page.mouse.move(5, 500);
    }
  }

  /** Text of all notifications. */
  async notifications(): Promise<string> {
    return (await (await this.notificationItems()).allInnerTexts()).join("\n");
  }

  /** A button of a notification, once it is there. */
  async notificationButton(name: string, timeout = 60_000): Promise<Locator> {
    for (const end = Date.now() + timeout; Date.now() < end; await this.page.waitForTimeout(300)) {
      const items = await this.notificationItems();
      const button = items.locator(".monaco-button", { hasText: name }).first();
      if (await button.isVisible().catch(() => false)) return button;
    }
    throw new Error(`No notification with the button “${name}” within ${timeout / 1000} s.`);
  }

  /** Toasts; where VS Code shows none, as the newest does under test, the notification centre, which is opened. */
  private async notificationItems(): Promise<Locator> {
    const toasts = this.page.locator(".notifications-toasts.visible .notification-list-item");
    if (await toasts.count()) return toasts;
    const centre = this.page.locator(".notifications-center.visible");
    if (!(await centre.count())) await this.command("Notifications: Show Notifications");
    return centre.locator(".notification-list-item");
  }
}
