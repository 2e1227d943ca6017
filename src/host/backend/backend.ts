/**
 * LibTorch, which is too large for the extension's package: offered before the first kernel starts without it, fetched
 * when the user agrees. A refusal holds for the session; cells that do not compute run all the same.
 */
import * as vscode from "vscode";
import { findOffers, type Offer, pytorchIndex } from "../../libtorch/fetch/index.js";
import { type LibTorch, LibTorchError, pinnedVersion, targetFolder } from "../../libtorch/index.js";
import { chooseFolder } from "./choose-folder.js";
import { hasNvidiaGpu } from "./gpu.js";
import { PresentLibTorch } from "./present.js";
import { fetchWithProgress, lookAround } from "./progress.js";
import { buttonOf, detailOf } from "./texts.js";

/** What the user has agreed to, so that a download that broke off goes on without a question. */
interface Consent {
  version: string;
  variant: Offer["variant"];
  from: string;
}

const consentKey = "summnb.libtorch.consent";

export class Backend {
  private readonly present: PresentLibTorch;
  private current: Promise<LibTorch | undefined> | undefined;
  private refused = false;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.present = new PresentLibTorch(context.extensionPath);
  }

  /** Before a kernel starts: resolves when LibTorch is there, or when the user does not want it now. */
  async offer(scope: vscode.Uri): Promise<void> {
    try {
      if (this.present.of(scope) || this.refused) return;
      await this.get();
    } catch (error) {
      // The kernel starts nevertheless: not every notebook computes.
      this.log.error(error instanceof Error ? error : String(error));
      void this.explain(error instanceof Error ? error.message : String(error));
    }
  }

  /** The LibTorch of this machine; undefined when there is none. @throws LibTorchError for a setting that is wrong */
  find(scope?: vscode.Uri): LibTorch | undefined {
    return this.present.of(scope);
  }

  /** Gets LibTorch as the user decides; undefined when they do not want it. Concurrent callers share one. */
  get(): Promise<LibTorch | undefined> {
    this.current ??= this.ask().finally(() => {
      this.current = undefined;
    });
    return this.current;
  }

  private async ask(): Promise<LibTorch | undefined> {
    for (;;) {
      const found = await lookAround((signal) =>
        findOffers({ index: indexAddress(), hasGpu: hasNvidiaGpu(), signal }),
      );
      if (!found) return this.refuse();
      for (const failure of found.failures) this.log.warn(failure);
      const agreed = found.offers.find((offer) => this.hasAgreed(offer));
      const chosen = agreed ?? (await this.choose(found.offers, found.failures));
      if (chosen === "again") continue;
      if (chosen === "folder") return chooseFolder();
      if (chosen === undefined) return this.refuse();
      const got = await this.fetch(chosen);
      if (got !== "again") return got;
    }
  }

  private refuse(): undefined {
    this.refused = true;
    return undefined;
  }

  private async choose(
    offers: readonly Offer[],
    failures: readonly string[],
  ): Promise<Offer | "again" | "folder" | undefined> {
    const buttons = new Map<string, Offer | "again" | "folder">();
    for (const offer of offers) buttons.set(buttonOf(offer), offer);
    if (!offers.some(({ kind }) => kind === "index")) buttons.set(vscode.l10n.t("Try Again"), "again");
    buttons.set(vscode.l10n.t("Choose a Folder…"), "folder");
    const question = offers.length
      ? vscode.l10n.t("summnb computes with LibTorch, which is not on this machine yet. Download it?")
      : vscode.l10n.t(
          "summnb computes with LibTorch, which is not on this machine and can't be downloaded now.",
        );
    const detail = detailOf(offers, failures, (variant) => targetFolder(variant));
    const chosen = await vscode.window.showInformationMessage(
      question,
      { modal: true, detail },
      ...buttons.keys(),
    );
    return chosen === undefined ? undefined : buttons.get(chosen);
  }

  private async fetch(offer: Offer): Promise<LibTorch | "again" | undefined> {
    const { variant, from } = offer;
    const consent: Consent = { version: pinnedVersion, variant, from };
    await this.context.globalState.update(consentKey, consent);
    try {
      const got = await fetchWithProgress(offer);
      if (got) this.log.info(`LibTorch ${got.version} is in ${got.dir}.`);
      // Who stops it is asked again; who loses the network is not.
      else await this.context.globalState.update(consentKey, undefined);
      return got ?? this.refuse();
    } catch (error) {
      if (!(error instanceof LibTorchError)) throw error;
      this.log.error(error.message);
      const [again, folder] = [vscode.l10n.t("Try Again"), vscode.l10n.t("Choose a Folder…")];
      const said = vscode.l10n.t("LibTorch could not be downloaded: {0}.", error.message);
      const chosen = await vscode.window.showErrorMessage(said, again, folder);
      if (chosen === again) return "again";
      return chosen === folder ? chooseFolder() : this.refuse();
    }
  }

  private hasAgreed({ variant, from }: Offer): boolean {
    const consent = this.context.globalState.get<Consent>(consentKey);
    return consent?.version === pinnedVersion && consent.variant === variant && consent.from === from;
  }

  private async explain(message: string): Promise<void> {
    const settings = vscode.l10n.t("Open Settings");
    if ((await vscode.window.showErrorMessage(message, settings)) === settings)
      await vscode.commands.executeCommand("workbench.action.openSettings", "summnb.libtorch");
  }
}

/** The setting, else the environment's, else PyTorch's own. */
function indexAddress(): string {
  const setting = vscode.workspace.getConfiguration("summnb.libtorch").get("index", "");
  return setting || process.env.SUMMNB_LIBTORCH_INDEX || pytorchIndex;
}
