/** LibTorch's download as a notification with a cancel button. */
import * as vscode from "vscode";
import type { Offer, Offers } from "../../libtorch/fetch/index.js";
import type { LibTorch } from "../../libtorch/index.js";
import { pinnedVersion } from "../../libtorch/index.js";
import { Rate } from "./rate.js";
import { progressText } from "./texts.js";

/** Milliseconds between two changes of the notification. */
const redraw = 250;

/** Asks the sources; undefined when the user does not want to wait for them. */
export function lookAround(work: (signal: AbortSignal) => Promise<Offers>): Promise<Offers | undefined> {
  return withNotification(vscode.l10n.t("Looking for LibTorch {0}", pinnedVersion), (signal) => work(signal));
}

/** Undefined when the user has stopped it. @throws LibTorchError when it can't be had */
export function fetchWithProgress(offer: Offer): Promise<LibTorch | undefined> {
  const title = vscode.l10n.t("LibTorch {0} from {1}", pinnedVersion, offer.from);
  return withNotification(title, (signal, report) => {
    const rate = new Rate();
    let stage = "";
    let percent = 0;
    let shownAt = 0;
    return offer.run({
      signal,
      onProgress(progress) {
        const now = Date.now();
        const isNewStage = progress.stage !== stage;
        if (isNewStage) percent = 0;
        const speed = progress.stage === "downloading" ? rate.add(progress.done, now) : 0;
        if (!isNewStage && now - shownAt < redraw) return;
        [stage, shownAt] = [progress.stage, now];
        const before = percent;
        // The bar can't go back; unpacking is the last tenth of it.
        if (progress.total) percent = (100 * progress.done) / progress.total;
        const weight = progress.stage === "downloading" ? 0.9 : 0.1;
        report({
          message: progressText(progress, speed),
          increment: Math.max(0, percent - before) * weight,
        });
      },
    });
  });
}

async function withNotification<T>(
  title: string,
  work: (signal: AbortSignal, report: (value: { message: string; increment: number }) => void) => Promise<T>,
): Promise<T | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    try {
      return await work(stop.signal, (value) => progress.report(value));
    } catch (error) {
      if (stop.signal.aborted) return undefined;
      throw error;
    }
  });
}
