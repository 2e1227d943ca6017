import { binding, type Code, code } from "../code.js";
import { simple } from "../kinds.js";
import type { Expression, Statement } from "../python/ast.js";
import { CallArguments } from "../translate/arguments.js";
import { symbolPath } from "../translate/iterables.js";
import { LeftOut } from "../translate/statements.js";
import type { Translator } from "../translate/translator.js";
import { dropped, type Recognisers, type SymbolCall } from "./tables.js";

const dtypes: Record<string, string> = {
  bfloat16: "bfloat16",
  float16: "float16",
  half: "float16",
  float32: "float32",
  float: "float32",
};

/** Questions for a device, with how the list of this machine's devices answers them. */
const questions: Record<string, string> = {
  "torch.cuda.is_available": 'some((device) => device.startsWith("cuda"))',
  "torch.cuda.is_bf16_supported": 'some((device) => device.startsWith("cuda"))',
  "torch.backends.mps.is_available": 'some((device) => device.startsWith("mps"))',
  "torch.backends.mps.is_built": 'some((device) => device.startsWith("mps"))',
};

/** The first device of this machine: CUDA, then MPS, then the CPU. */
const chosen = (t: Translator): Code => code(`${t.use("tensor")}.devices()[0]`, simple("device"));

/** Whether a condition asks for a device, alone or among others. */
function asksForDevice(t: Translator, test: Expression): boolean {
  if (test.type === "not") return asksForDevice(t, test.operand);
  if (test.type === "logical") return asksForDevice(t, test.left) && asksForDevice(t, test.right);
  if (test.type !== "call") return false;
  const path = symbolPath(t, test.callee);
  return path !== undefined && Object.hasOwn(questions, path);
}

const deviceNames = new Set(["cuda", "mps", "cpu", "cuda:0"]);

const namesDevice = (t: Translator, node: Expression): boolean =>
  (node.type === "text" && deviceNames.has(node.value)) ||
  (node.type === "conditional" && choosesDevice(t, node)) ||
  node.type === "number" ||
  (node.type === "unary" && node.operand.type === "number") ||
  (node.type === "call" && symbolPath(t, node.callee) === "torch.device");

/** `"cuda" if torch.cuda.is_available() else "cpu"`, in one of its many forms. */
export function choosesDevice(t: Translator, node: Expression): boolean {
  if (node.type !== "conditional" || !asksForDevice(t, node.test)) return false;
  return namesDevice(t, node.yes) && namesDevice(t, node.no);
}

export const deviceChoice = (t: Translator): Code => chosen(t);

/** `if torch.cuda.is_available(): device = "cuda" …`: a choice of the device as statements. */
export function testedDevice(
  t: Translator,
  node: Extract<Statement, { type: "if" }>,
): LeftOut | string | undefined {
  if (!node.branches.every(({ test }) => asksForDevice(t, test))) return undefined;
  const bodies = [...node.branches.map(({ body }) => body), node.otherwise ?? []];
  const names = new Set<string>();
  for (const body of bodies)
    for (const statement of body) {
      if (statement.type === "expression" && statement.value.type === "call") {
        const { callee } = statement.value;
        if (callee.type === "name" && callee.name === "print") continue;
      }
      if (statement.type !== "assign" || statement.targets.length !== 1) return undefined;
      const [target] = statement.targets;
      if (target?.type !== "name" || !namesDevice(t, statement.value)) return undefined;
      names.add(target.name);
    }
  const [name] = names;
  if (names.size !== 1 || name === undefined) return undefined;
  const isUsed = t.known.usedDevices.has(name);
  const safe = t.safeName(name);
  t.scope.bindings.set(name, { name: safe, kind: simple("device"), cell: t.cell });
  if (!isUsed) return new LeftOut("summnb takes CUDA, then MPS, then the CPU by itself");
  t.remark("note", "The choice of a device is summnb's own: CUDA, then MPS, then the CPU.", node);
  return `const ${safe} = ${chosen(t).text};`;
}

const torchDevice: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "torch.device");
  args.take("type", 0);
  args.take("index", 1);
  args.finish();
  return chosen(t);
};

const seed: SymbolCall = (t, node, path) => {
  const args = new CallArguments(t, node, path);
  const value = args.require("seed", 0);
  args.skip("deterministic");
  args.finish();
  return code(`${t.use("setSeed")}(${value.text})`, simple("none"));
};

const question: SymbolCall = (t, node, path) => {
  new CallArguments(t, node, path).finish();
  return code(`${t.use("tensor")}.devices().${questions[path]!}`, simple("boolean"));
};

const memory = dropped("memory is given back by itself; the status bar shows how much is used");

const dtype = (name: string) => (): Code => ({
  ...code(JSON.stringify(name), { type: "dtype", name }, binding.primary),
});

export const torch: Recognisers = {
  calls: {
    ...Object.fromEntries(Object.keys(questions).map((path) => [path, question])),
    "torch.device": torchDevice,
    "torch.manual_seed": seed,
    "torch.cuda.manual_seed": dropped("setSeed sets the seed of every device"),
    "torch.cuda.manual_seed_all": dropped("setSeed sets the seed of every device"),
    "transformers.set_seed": seed,
    "transformers.trainer_utils.set_seed": seed,
    "torch.cuda.device_count": (t) =>
      code(
        `${t.use("tensor")}.devices().filter((device) => device.startsWith("cuda")).length`,
        simple("number"),
      ),
    "torch.cuda.empty_cache": memory,
    "torch.mps.empty_cache": memory,
    "torch.cuda.synchronize": memory,
    "torch.cuda.reset_peak_memory_stats": memory,
    "gc.collect": memory,
    "torch.set_float32_matmul_precision": dropped("float32 stays float32 here; bf16 is what is faster"),
    "torch.tensor": (t, node) => {
      const args = new CallArguments(t, node, "torch.tensor");
      const data = args.require("data", 0);
      args.skip("dtype", "device");
      args.finish();
      return data.kind.type === "list"
        ? data
        : t.fail("a tensor of what stands there has no counterpart here", node);
    },
  },
  values: {
    ...Object.fromEntries(Object.entries(dtypes).map(([name, ours]) => [`torch.${name}`, dtype(ours)])),
    "torch.__version__": (t) => code(`${t.use("tensor")}.torchVersion()`, simple("text")),
  },
  attributes: {
    device: { type: (_t, object) => code(object.text, simple("text"), object.binds) },
  },
};
