import { createInterface } from "node:readline";
import type { Command } from "commander";
import { SummnbError } from "../../library/errors.js";
import { pipeline } from "../../library/pipeline/index.js";
import type { Reply } from "../serve/lines.js";
import { SummaryServer } from "../serve/server.js";
import type { GlobalOptions } from "../terminal.js";
import { integerFrom } from "../values.js";

interface ServeFlags extends GlobalOptions {
  stdio?: boolean;
  dtype?: string;
  provider?: string[];
  threads?: number;
}

/** A process that other programs, such as the editor, have summaries from: requests and replies are lines of JSON. */
export function serveSummaries(program: Command): Command {
  return program
    .command("serve-summaries")
    .description("answer requests for summaries, one JSON object a line, from stdin to stdout")
    .argument("<model>", "the model's folder, or its id on the Hub; exported to ONNX it starts quickest")
    .requiredOption("--stdio", "over stdin and stdout")
    .option("--dtype <name>", "which of the exported forms: float32, float16, int8")
    .option("--provider <name...>", "where ONNX computes: cpu, cuda, coreml, dml, webgpu")
    .option("--threads <n>", "threads of an operator", integerFrom(1))
    .action(async (model: string, _options, self: Command) => {
      const { dtype, provider: providers, threads } = self.optsWithGlobals<ServeFlags>();
      const out = process.stdout.write.bind(process.stdout);
      const reply = (value: Reply) => void out(`${JSON.stringify(value)}\n`);
      // stdout has nothing but replies; what the library says goes to stderr.
      console.log = console.info = console.error;
      const summarize = await pipeline("summarization", model, { dtype, providers, threads }).catch(
        (error: Error) => {
          reply({ error: error.message });
          throw error instanceof SummnbError ? error : new SummnbError(error.message);
        },
      );
      const server = new SummaryServer(summarize, reply);
      const lines = createInterface({ input: process.stdin });
      process.on("SIGTERM", () => {
        server.cancelAll();
        lines.close();
      });
      const backend = "parameters" in summarize.model ? "libtorch" : "onnx";
      reply({ ready: true, model, backend });
      for await (const line of lines) if (line.trim() !== "") server.take(line);
      await server.finish();
      await summarize.dispose();
    });
}
