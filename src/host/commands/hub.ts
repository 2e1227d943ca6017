/** `summnb: Sign in to the Hugging Face Hub` and `Sign out`. */
import * as vscode from "vscode";
import { type HubAccount, hubEndpoint, tokenProblem } from "../hub/account.js";

const later = "Kernels that run already take it over when they are restarted.";

export function hubCommands(account: HubAccount) {
  const signIn = async () => {
    const text = await vscode.window.showInputBox({
      title: "Sign in to the Hugging Face Hub",
      prompt: `An access token from ${hubEndpoint()}/settings/tokens. It is kept in VS Code's secret storage.`,
      placeHolder: "hf_…",
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (value === "" ? undefined : tokenProblem(value)),
    });
    if (text === undefined) return;
    const { name, role } = await account.signIn(text);
    const limit =
      role === "read" ? " The token may only read: downloads work, and uploads need one that may write." : "";
    void vscode.window.showInformationMessage(
      `Signed in to the Hugging Face Hub as ${name}.${limit} ${later}`,
    );
  };
  const signOut = async () => {
    const had = await account.signOut();
    void vscode.window.showInformationMessage(
      had
        ? `Signed out of the Hugging Face Hub; the token is forgotten. ${later}`
        : "Nobody was signed in to the Hugging Face Hub here.",
    );
  };
  return { "summnb.hubSignIn": signIn, "summnb.hubSignOut": signOut };
}
