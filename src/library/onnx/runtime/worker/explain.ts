/** onnxruntime's errors as sentences for a user. */
import path from "node:path";
import { SummnbError } from "../../../errors.js";

const again = "download it again, or export the model again with `summnb export`";

const explanations: [form: RegExp, explain: (file: string, found: RegExpExecArray) => string][] = [
  [
    /model_path must not be empty|doesn't exist|does not exist|No such file|NO_SUCHFILE/i,
    (file, { input }) => {
      const data = /([^\s"'/\\[\]]+(?:_data|\.data))/.exec(input)?.[1];
      return data
        ? `${file} has its weights in ${data}, which is not there; put that file into ${path.dirname(file)}, or export the model again.`
        : `${file} is not there; ${again}.`;
    },
  ],
  [
    /external data|External initializer|out of bounds|cannot be read/i,
    (file) => `${file} has its weights in a file of its own, which is shorter than it must be; ${again}.`,
  ],
  [
    /Protobuf parsing failed|INVALID_PROTOBUF|ModelProto does not have a graph/i,
    (file) => `${file} is no whole ONNX file, as one that was cut short or damaged; ${again}.`,
  ],
  [
    /Unsupported model IR version: (\d+), max supported IR version: (\d+)/i,
    (file, [, has, most]) =>
      `${file} is written in version ${has} of the ONNX format, and this onnxruntime reads up to ${most}; update onnxruntime-node, or export the model again with \`summnb export\`.`,
  ],
  [
    /Opset (\d+) is under development[\s\S]*?till opset (\d+)/i,
    (file, [, has, most]) =>
      `${file} needs opset ${has} of ONNX, and this onnxruntime has them up to ${most}; update onnxruntime-node, or export the model again with \`summnb export\`.`,
  ],
  [
    /No Op registered for (\S+)|is not a registered function\/op|NOT_IMPLEMENTED.*node with name/is,
    (file, [, name]) =>
      `${file} uses ${name ? `the operator ${name}` : "an operator"} that this onnxruntime has not; update onnxruntime-node, or export the model again with \`summnb export\`.`,
  ],
  [
    /bad_alloc|Failed to allocate|out of memory/i,
    (file) =>
      `There is not enough memory for ${file}; close other programs, or take a smaller dtype such as int8.`,
  ],
];

/** What went wrong when a file was opened for these providers, in one sentence. */
export function explainOpening(file: string, error: Error, [provider]: readonly string[]): SummnbError {
  if (provider !== "cpu" && /provider|adapter|shared library|device/i.test(error.message))
    return new SummnbError(
      `The execution provider ${provider} can't be used on this machine (${lastPart(error.message)}); take "cpu", or install what it needs.`,
    );
  for (const [form, explain] of explanations) {
    const found = form.exec(error.message);
    if (found) return new SummnbError(explain(file, found));
  }
  return new SummnbError(`onnxruntime does not open ${file}: ${firstLine(error.message)}`);
}

/** What went wrong in a step, in one sentence. */
export function explainRunning(error: unknown): SummnbError {
  if (error instanceof SummnbError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (/bad_alloc|Failed to allocate|out of memory|Array buffer allocation failed/i.test(message))
    return new SummnbError(
      "There is not enough memory for this batch; take a smaller batchSize, fewer beams or shorter documents.",
    );
  if (/indices element out of data bounds|idx=\d+ must be within the inclusive range/i.test(message))
    return new SummnbError(
      "A token id is past the model's vocabulary; tokenize with the tokenizer of this model.",
    );
  return new SummnbError(`onnxruntime failed while it generated: ${firstLine(message)}`);
}

/** The end of a message that begins with onnxruntime's own places. */
const lastPart = (message: string) =>
  firstLine(message)
    .split(/(?<=false)\. |: (?=[A-Z][^:]*$)/)
    .at(-1)!;
const firstLine = (message: string) => message.trim().split("\n", 1)[0]!;
