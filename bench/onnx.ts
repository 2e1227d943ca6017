import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { exportOnnx } from "../src/library/onnx/export/index.js";
import { measureIn } from "./processes.js";
import type { Measurement } from "./result.js";
import { alignedTable } from "./table.js";
import type { Workload } from "./workload.js";

/** A generation by one of the programs that are compared. */
export interface OnnxWork extends Omit<Workload, "work"> {
  work: "generate-1" | "generate-8";
  numBeams: number;
  /** Of ONNX, with `model` the exported folder; undefined for LibTorch. */
  onnxDtype?: "float32" | "int8";
}

/** New tokens a second on the same rows; null without a Python. */
export interface OnnxFigures {
  model: string;
  work: string;
  onnxFloat32: number;
  onnxInt8: number;
  libtorch: number;
  huggingFace: number | null;
}

interface OnnxBench {
  name: string;
  /** Rows of one batch each, for a batch size; the first is a warm-up. */
  workload: (batchSize: number) => Omit<Workload, "work">;
  scratch: string;
  /** The programs that measure: ours, and Hugging Face's with the Python for it. */
  measure: string;
  huggingFace: { python: string; program: string } | undefined;
  log: (text: string) => void;
}

/** Exports a model once for a dtype; gives the folder. */
async function exported(model: string, scratch: string, dtype: "float32" | "int8"): Promise<string> {
  const folder = path.join(scratch, `${path.basename(model)}-onnx-${dtype}`);
  if (!existsSync(folder)) await exportOnnx(model, folder, { dtype });
  return folder;
}

const speed = ({ tokens, wallSeconds }: Measurement) => tokens / wallSeconds;

/** Greedy search and four beams, one row and eight, with ONNX Runtime, LibTorch and Hugging Face, one after the other. */
export async function measureOnnx({
  name,
  workload,
  scratch,
  measure,
  huggingFace,
  log,
}: OnnxBench): Promise<OnnxFigures[]> {
  const all: OnnxFigures[] = [];
  for (const numBeams of [1, 4])
    for (const size of [1, 8]) {
      const given = { ...workload(size), work: size === 1 ? "generate-1" : "generate-8", numBeams } as const;
      const file = path.join(scratch, "onnx.json");
      const run = async (work: OnnxWork, command: string, program: string) => {
        writeFileSync(file, JSON.stringify(work));
        return speed(await measureIn<Measurement>(command, [program, file], work.threads));
      };
      const onnx = async (onnxDtype: "float32" | "int8") =>
        run(
          { ...given, model: await exported(given.model, scratch, onnxDtype), onnxDtype },
          process.execPath,
          measure,
        );
      const figures: OnnxFigures = {
        model: name,
        work: `${numBeams === 1 ? "greedy" : `beam ${numBeams}`}, batch ${size}`,
        onnxFloat32: await onnx("float32"),
        onnxInt8: await onnx("int8"),
        libtorch: await run(given, process.execPath, measure),
        huggingFace: huggingFace ? await run(given, huggingFace.python, huggingFace.program) : null,
      };
      log(`${name} ${figures.work}: ONNX float32 ${figures.onnxFloat32.toFixed(1)} tokens/s`);
      all.push(figures);
    }
  return all;
}

/** New tokens a second, and how they compare with Hugging Face's. */
export function onnxTable(figures: readonly OnnxFigures[]): string {
  const header = ["model", "work", "ONNX f32", "ONNX int8", "LibTorch", "HF", "f32 : HF", "int8 : HF"];
  const rows = figures.map(({ model, work, onnxFloat32, onnxInt8, libtorch, huggingFace }) => [
    model,
    work,
    ...[onnxFloat32, onnxInt8, libtorch].map((figure) => figure.toFixed(1)),
    huggingFace?.toFixed(1) ?? "-",
    ...[onnxFloat32, onnxInt8].map((figure) => (huggingFace ? (figure / huggingFace).toFixed(2) : "-")),
  ]);
  return `${alignedTable(header, rows, 2)}\n\nnew tokens/s`;
}
