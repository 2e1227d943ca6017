// node main.mjs MODEL: starts the service. PORT, HOST, THREADS and DTYPE are read from the environment.
import { pipeline } from "summnb";
import { createService } from "./service.mjs";

const { PORT = "8080", HOST = "127.0.0.1", THREADS, DTYPE } = process.env;
const model = process.argv[2];
if (!model) {
  console.error("Usage: node main.mjs MODEL, a folder with .onnx files or an id on the Hub");
  process.exit(2);
}

const summarize = await pipeline("summarization", model, {
  backend: "onnx",
  dtype: DTYPE,
  threads: THREADS ? Number(THREADS) : undefined,
}).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
const { server, close } = createService(summarize);
server.listen(Number(PORT), HOST, () => {
  console.log(`summaries of ${model} at http://${HOST}:${server.address().port}`);
});

// Requests that run are answered; then the model is freed, and the process ends by itself.
let isEnding = false;
async function end() {
  if (isEnding) return;
  isEnding = true;
  await close();
  await summarize.dispose();
}
process.on("SIGTERM", end).on("SIGINT", end);
