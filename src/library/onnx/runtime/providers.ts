import { SummnbError } from "../../errors.js";

/** Names of execution providers: onnxruntime's, and those that users know them by. */
const aliases: Record<string, string> = { directml: "dml" };

/** onnxruntime-node's module. It loads here when an ONNX model is opened, not with the library. */
export async function onnxRuntime(): Promise<typeof import("onnxruntime-node")> {
  try {
    return await import("onnxruntime-node");
  } catch (error) {
    throw new SummnbError(
      `onnxruntime-node does not load on ${process.platform} ${process.arch} (${(error as Error).message.split("\n", 1)[0]}); install it with \`npm install onnxruntime-node\`.`,
    );
  }
}

/** Execution providers that the installed onnxruntime-node has for this platform; whether their devices are there shows when a model is opened. */
export async function listOnnxProviders(): Promise<string[]> {
  const { listSupportedBackends } = await onnxRuntime();
  return listSupportedBackends().map(({ name }) => name);
}

/**
 * onnxruntime's names of the providers that a caller asks for, first choice first.
 * @throws SummnbError for one that this platform's onnxruntime-node has not
 */
export async function checkProviders(asked: readonly string[]): Promise<string[]> {
  if (asked.length === 0) throw new SummnbError('providers must name one at least, such as ["cpu"].');
  const there = await listOnnxProviders();
  return asked.map((name) => {
    const provider = aliases[name.toLowerCase()] ?? name.toLowerCase();
    if (there.includes(provider)) return provider;
    throw new SummnbError(
      `The execution provider "${name}" is not there: onnxruntime-node on ${process.platform} ${process.arch} has ${there.join(", ")}.`,
    );
  });
}
