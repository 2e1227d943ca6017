/** The language-service process: answers the extension host over the IPC channel until that closes. */
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from "vscode-jsonrpc/node";
import { languageMethods } from "../protocol/index.js";
import { resourcesOf } from "./resources.js";
import { LanguageService } from "./service.js";

const [root] = process.argv.slice(2);
if (!root || !process.send)
  throw new Error("The language service is started by the extension, with its own folder as argument.");

const service = new LanguageService(resourcesOf(root));
const rpc = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
rpc.onNotification(languageMethods.update, (notebook) => service.update(notebook));
rpc.onNotification(languageMethods.columns, (columns) => service.setColumns(columns));
rpc.onNotification(languageMethods.close, (notebook: string) => service.close(notebook));
rpc.onRequest(languageMethods.diagnostics, (place) => service.diagnostics(place));
rpc.onRequest(languageMethods.completions, (place) => service.completions(place));
rpc.onRequest(languageMethods.completionDetails, (place) => service.completionDetails(place) ?? null);
rpc.onRequest(languageMethods.hover, (place) => service.hover(place) ?? null);
rpc.onRequest(languageMethods.signatures, (place) => service.signatures(place) ?? null);
rpc.onRequest(languageMethods.definitions, (place) => service.definitions(place));
rpc.onRequest(languageMethods.datasets, (place) => service.datasets(place));
rpc.listen();
process.once("disconnect", () => process.exit());
