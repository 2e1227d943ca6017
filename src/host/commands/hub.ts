/** `summnb: Sign in to the Hugging Face Hub` and `Sign out`. */
import * as vscode from "vscode";
import { type HubAccount, tokenProblem } from "../hub/account.js";
import { l10n } from "../l10n.js";

const later = l10n.t("Kernels that run already take it over when they are restarted.");

export function hubCommands(account: HubAccount) {
  const signIn = async () => {
    const text = await vscode.window.showInputBox({
      title: l10n.t("Sign in to the Hugging Face Hub"),
      prompt: l10n.t(
        "An access token from {0}/settings/tokens. It is kept in VS Code's secret storage.",
        account.endpoint(),
      ),
      placeHolder: "hf_…",
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (value === "" ? undefined : tokenProblem(value)),
    });
    if (text === undefined) return;
    const { name, role } = await account.signIn(text);
    const said = [
      l10n.t("Signed in to the Hugging Face Hub as {0}.", name),
      ...(role === "read"
        ? [l10n.t("The token may only read: downloads work, and uploads need one that may write.")]
        : []),
      later,
    ];
    void vscode.window.showInformationMessage(said.join(" "));
  };
  const signOut = async () => {
    const had = await account.signOut();
    void vscode.window.showInformationMessage(
      had
        ? l10n.t("Signed out of the Hugging Face Hub; the token is forgotten. {0}", later)
        : l10n.t("Nobody was signed in to the Hugging Face Hub here."),
    );
  };
  return { "summnb.hubSignIn": signIn, "summnb.hubSignOut": signOut };
}
