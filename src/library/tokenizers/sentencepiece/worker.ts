/** The thread that encodes with one spiece.model: the binding blocks, and its faults stay in here. */
import { parentPort, workerData } from "node:worker_threads";
import { SummnbError } from "../../errors.js";
import { AddedTokens } from "../addedTokens.js";
import { SentencePieceEncoder } from "./encoder.js";
import { type Answer, type Call, pack, type WorkerStart } from "./messages.js";
import { readSentencePieceModel } from "./model.js";
import { loadSentencePiece } from "./runtime.js";

const { file } = workerData as WorkerStart;
const port = parentPort!;
let added = new AddedTokens();
const loaded = load();
// Whoever calls is told; nobody may have called yet.
loaded.catch(() => undefined);

async function load() {
  const model = await readSentencePieceModel(file);
  return { model, encoder: new SentencePieceEncoder(model, await loadSentencePiece(file), () => added) };
}

port.on("message", (call: Call) => void handle(call));

/** Calls wait for the same promise, so they are handled in the order in which they came. */
async function handle(call: Call): Promise<void> {
  try {
    const { model, encoder } = await loaded;
    if (call.kind === "configure") {
      added = new AddedTokens(call.added);
      encoder.settings = call.settings;
    } else if (call.kind === "vocabulary") {
      const pieces = model.pieces.map(({ text, kind }) => ({ text, kind }));
      answer({
        number: call.number,
        kind: "vocabulary",
        vocabulary: { pieces, byteFallback: model.byteFallback },
      });
    } else {
      const texts = pack(
        call.texts.map((text) => encoder.encode(text, call.request)),
        call.request,
      );
      answer({ number: call.number, kind: "encoded", texts });
    }
  } catch (error) {
    if (call.kind === "configure") return;
    const { message } = error as Error;
    answer({ number: call.number, kind: "failed", message, isForUser: error instanceof SummnbError });
  }
}

function answer(message: Answer): void {
  const { texts } = message.kind === "encoded" ? message : {};
  port.postMessage(message, texts ? [texts.ids.buffer, texts.lengths.buffer] : []);
}
