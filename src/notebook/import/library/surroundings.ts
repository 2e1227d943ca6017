import { binding, call, code, member } from "../code.js";
import { simple } from "../kinds.js";
import { CallArguments } from "../translate/arguments.js";
import { dropped, type Recognisers, type SymbolCall } from "./tables.js";

/** Around the work itself: the environment, warnings, logs and logins. */

const text = simple("text");
const warnings = dropped("warnings of Python");
const logs = dropped("logs of Python");
const login = dropped("set HF_TOKEN, or log in with `hf auth login`");
const tracker = dropped("the run store keeps every figure of a run");

const environment: SymbolCall = (t, node, path) => {
  const args = new CallArguments(t, node, path);
  const name = args.literal("key", 0);
  args.take("key", 0);
  const otherwise = args.code("default", 1);
  args.finish();
  if (typeof name !== "string") return t.fail("the name of an environment variable is computed", node);
  const value = member(code("process.env", simple("cell")), name, simple("cell"));
  return otherwise ? code(`${value.text} ?? ${otherwise.text}`, simple("cell"), binding.nullish) : value;
};

const joinPath: SymbolCall = (t, node) => {
  const parts = node.args.map(({ value }) => t.expression(value).text);
  return code(`[${parts.join(", ")}].join("/")`, text);
};

const json: SymbolCall = (t, node) => {
  const args = new CallArguments(t, node, "json.dumps");
  const value = args.require("obj", 0);
  const indent = args.code("indent");
  args.skip("ensure_ascii", "default");
  args.finish();
  return call("JSON.stringify", [value.text, ...(indent ? ["null", indent.text] : [])], text);
};

export const surroundings: Recognisers = {
  calls: {
    "warnings.filterwarnings": warnings,
    "warnings.simplefilter": warnings,
    "logging.basicConfig": logs,
    "logging.disable": logs,
    "transformers.logging.set_verbosity_error": logs,
    "transformers.logging.set_verbosity_warning": logs,
    "transformers.logging.set_verbosity_info": logs,
    "transformers.utils.logging.set_verbosity_error": logs,
    "datasets.logging.set_verbosity_error": logs,
    "datasets.utils.logging.set_verbosity_error": logs,
    "datasets.disable_progress_bar": logs,
    "datasets.disable_caching": dropped("a function's result is kept only where a key is given for it"),
    "huggingface_hub.login": login,
    "huggingface_hub.notebook_login": login,
    "nltk.download": dropped("ROUGE needs no files of nltk here"),
    "wandb.login": tracker,
    "wandb.init": tracker,
    "wandb.finish": tracker,
    "os.getenv": environment,
    "os.environ.get": environment,
    "os.path.join": joinPath,
    "os.makedirs": dropped("what is written makes its folders"),
    "json.dumps": json,
  },
  attributes: { modelConfig: {} },
};
