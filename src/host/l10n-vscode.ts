/** Imported first by the extension's entry, so that tables of texts are translated when they are made. */
import * as vscode from "vscode";
import { translateWith } from "./l10n.js";

translateWith((message, ...args) => vscode.l10n.t(message, ...args));
