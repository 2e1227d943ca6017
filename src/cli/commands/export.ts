import type { Command } from "commander";
import type { DecoderLayout, OnnxDType } from "../../library/onnx/export/index.js";
import type { FloatDType } from "../../library/tensor/index.js";
import { UsageError } from "../errors.js";
import { type ExportFlags, runExport } from "../export/run.js";
import { exportText } from "../export/text.js";
import { interruptible } from "../interrupt.js";
import { revisionOption } from "../revision-option.js";
import { Terminal } from "../terminal.js";
import { finiteNumber, integerFrom, oneOf } from "../values.js";

export function exportModel(program: Command): Command {
  return program
    .command("export")
    .description("write a model as ONNX files, or an adapter merged into its model")
    .argument("<model>", "the model's folder, or its id on the Hub")
    .option(
      "--adapter <folder>",
      "merge this LoRA adapter into the model first; a folder, or an id on the Hub",
    )
    .option("--onnx <folder>", "where the ONNX files go")
    .option("--merged <folder>", "where the merged model goes, as a Hugging Face checkpoint")
    .option(
      "--dtype <name>",
      "of the ONNX weights: float32, float16, or int8 (quantized)",
      oneOf<OnnxDType>({ float32: "float32", float16: "float16", int8: "int8" }),
      "float32",
    )
    .option(
      "--merged-dtype <name>",
      "of the merged checkpoint, which is merged in float32: float32, bfloat16 or float16",
      oneOf<FloatDType>({ float32: "float32", bfloat16: "bfloat16", float16: "float16" }),
      "float32",
    )
    .option(
      "--decoder <form>",
      "separate: the quickest; merged: one file with the weights once, which transformers.js needs",
      oneOf<DecoderLayout>({ separate: "separate", merged: "merged" }),
      "separate",
    )
    .option(
      "--subfolder <name>",
      'put the .onnx files into this folder below, such as "onnx" for transformers.js',
    )
    .option("--external-data", "put the weights into files of their own; above 2 GB this happens by itself")
    .option("--data <source>", "rows to compare on, as of `summnb evaluate`; default: summnb's own test rows")
    .option("--rows <n>", "most rows to compare on; 0 compares nothing", integerFrom(0), 200)
    .option("--document-column <name>", "column of the documents", "document")
    .option("--summary-column <name>", "column of the human summaries", "summary")
    .option("--source-prefix <text>", 'put before every document, such as "summarize: "')
    .option("--max-source-length <n>", "cut documents to this many tokens", integerFrom(1))
    .option(
      "--max-logit-difference <x>",
      "refuse to merge when a logit changes by more; default 0.001",
      finiteNumber,
    )
    .option("--device <name>", "where models are merged and compared: cpu, cuda or mps", "cpu")
    .addOption(revisionOption())
    .action(async (model: string, _options, self: Command) => {
      const flags = self.optsWithGlobals<ExportFlags>();
      if (flags.onnx === undefined && flags.merged === undefined)
        throw new UsageError("Say where the export goes: --onnx DIR, or --merged DIR with --adapter.");
      if (flags.merged !== undefined && flags.adapter === undefined)
        throw new UsageError("--merged needs --adapter DIR: without one there is nothing to merge.");
      const terminal = new Terminal(flags);
      await interruptible(async () => {
        const exported = await runExport(model, flags, terminal);
        const { merged, onnx } = exported;
        const { report, ...place } = merged ?? {};
        const value = { model, merged: merged && { ...place, ...report }, onnx };
        terminal.result(value, exportText(exported));
      });
    });
}
