/** The process that the Train LoRA form asks: one request after the other, over the channel to whoever started it. */
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
} from "vscode-jsonrpc/node";
import { setDisplaySink } from "../../library/display/sink.js";
import { SummnbError } from "../../library/errors.js";
import { advisorMethods, type CheckParams, type DataParams } from "../../protocol/advisor.js";
import { type MimeBundle, mimeOf, type OutputPayload } from "../../protocol/index.js";
import { keepSecretsOf, redact } from "../../protocol/secrets.js";
import { dataFacts } from "./data.js";

keepSecretsOf(process.env);
const rpc = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const progressMime = mimeOf("progress");
let last: Promise<unknown> = Promise.resolve();

/** JSON-RPC code of a sentence for the user; any other error is a fault of ours. */
const refused = -32001;

/** What needs LibTorch is loaded when it is asked for, so that looking at data does without. */
const answers: Record<string, (params: never) => Promise<unknown>> = {
  [advisorMethods.machine]: async () => (await import("./machine.js")).machineFacts(),
  [advisorMethods.model]: async ({ model }: { model: string }) =>
    (await import("./model.js")).modelFacts(model),
  [advisorMethods.data]: (params: DataParams) => dataFacts(params),
  [advisorMethods.check]: async (params: CheckParams) => (await import("./check.js")).checkPlan(params),
};

for (const [method, answer] of Object.entries(answers))
  rpc.onRequest(method, (params: never) => {
    const result = last.then(() => answer(params)).catch(refuse);
    last = result.catch(() => {});
    return result;
  });

function refuse(error: unknown): never {
  const message = redact(error instanceof Error ? error.message : String(error));
  if (error instanceof SummnbError) throw new ResponseError(refused, message);
  process.stderr.write(`${redact(error instanceof Error ? (error.stack ?? message) : message)}\n`);
  throw new ResponseError(-32603, message);
}

function tellProgress(bundle: MimeBundle): void {
  const payload = bundle[progressMime] as OutputPayload<"progress"> | undefined;
  if (payload) void rpc.sendNotification(advisorMethods.download, payload.data).catch(() => {});
}

setDisplaySink({
  display: (bundle) => tellProgress(bundle),
  update: (_outputId, bundle) => tellProgress(bundle),
  delta: ({ patch }) => void rpc.sendNotification(advisorMethods.download, patch.set ?? {}).catch(() => {}),
});
// Whoever asked is gone.
process.on("disconnect", () => process.exit(0));
rpc.onError(() => {});
rpc.listen();
