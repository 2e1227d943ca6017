import { binding, type Code, call, code, member, method, type Property } from "../code.js";
import { type Kind, listOf, simple } from "../kinds.js";
import type { Call } from "../python/ast.js";
import { CallArguments, optionsText } from "../translate/arguments.js";
import type { Translator } from "../translate/translator.js";
import { dropToken } from "./datasets.js";
import { type MethodCall, type Recognisers, same } from "./tables.js";

const classes = ["AutoTokenizer", "T5Tokenizer", "MT5Tokenizer", "BartTokenizer", "PegasusTokenizer"];
const paths = new Set(classes.flatMap((name) => [`transformers.${name}`, `transformers.${name}Fast`]));

export const isTokenizerClass = (path: string) => paths.has(path);

/** The tokenizer of a model, whatever its class: its files say what it is. */
export function loadTokenizer(t: Translator, node: Call, path: string): Code {
  const args = new CallArguments(t, node, path.split(".").slice(-2).join("."));
  const name = args.require("pretrained_model_name_or_path", 0);
  args.skip("cache_dir", "trust_remote_code", "legacy", "force_download", "clean_up_tokenization_spaces");
  dropToken(t, args, node);
  const options = args.properties({
    use_fast: true,
    model_max_length: true,
    padding_side: true,
    truncation_side: true,
    revision: true,
  });
  const parts = [name.text, ...optionsText(options)];
  return t.awaited(call(`${t.use("AutoTokenizer")}.fromPretrained`, parts, simple("tokenizer")));
}

/** Options of a tokenizer's call that are called the same here. */
const known = {
  padding: true,
  truncation: true,
  max_length: true,
  add_special_tokens: true,
  pad_to_multiple_of: true,
  return_offsets_mapping: true,
  return_special_tokens_mask: true,
  padding_side: true,
  truncation_side: true,
} as const;

/** `tokenizer(texts, …)`: a row a text, or the fields of one text where Python gives no tensors. */
export function callTokenizer(t: Translator, tokenizer: Code, node: Call): Code {
  const args = new CallArguments(t, node, "tokenizer");
  const isTarget = !args.has("text", 0) && args.has("text_target");
  const texts = isTarget ? args.require("text_target") : args.require("text", 0);
  const target = isTarget ? undefined : args.code("text_target");
  const hasTensors = args.has("return_tensors");
  const isPadded =
    args.has("padding") && ![false, null, "do_not_pad"].includes(args.literal("padding") as null);
  args.skip("return_tensors", "return_token_type_ids", "verbose");
  if (args.literal("return_attention_mask") === false)
    t.remark(
      "note",
      "`return_attention_mask=False` is left out: a tokenizer always gives the mask here.",
      node,
    );
  args.skip("return_attention_mask");
  const properties: Property[] = args.properties(known);
  if (target) properties.unshift({ key: "textTarget", value: target });
  if (target && isPadded) {
    const pad = member(tokenizer, "padTokenId");
    properties.push({ key: "labelPadTokenId", value: pad });
    t.remark(
      "mistake",
      "The labels are filled with pad tokens, which then count in the loss: leave `labelPadTokenId` out, and they are filled with -100.",
      node,
    );
  }
  const options = optionsText(properties);
  const isMany = texts.kind.type === "list";
  if (!isMany && texts.kind.type !== "text" && texts.kind.type !== "cell")
    t.fail(`it is not known whether \`${t.python(node.args[0]!)}\` is one text or many`, node);
  const isBatch = isMany || hasTensors;
  const kind: Kind = { type: "encoding", isBatch, isPadded, hasLabels: target !== undefined };
  return t.awaited(method(tokenizer, isBatch ? "batch" : "encodePlus", [texts.text, ...options], kind));
}

const encode: MethodCall = (t, tokenizer, node) => {
  const args = new CallArguments(t, node, "encode");
  const text = args.require("text", 0);
  const hasTensors = args.has("return_tensors");
  args.skip("return_tensors");
  const options = args.properties({ truncation: true, max_length: true, add_special_tokens: true });
  const ids = listOf(simple("number"));
  const parts = [text.text, ...optionsText(options)];
  const made = t.awaited(method(tokenizer, "encode", parts, ids));
  return hasTensors ? code(`[${made.text}]`, listOf(ids), binding.primary) : made;
};

const decode =
  (name: string, position: string, kind: Kind): MethodCall =>
  (t, tokenizer, node) => {
    const args = new CallArguments(t, node, name);
    const ids = args.require(position, 0);
    const options = args.properties({ skip_special_tokens: true, clean_up_tokenization_spaces: true });
    const parts = [ids.text, ...optionsText(options)];
    return t.awaited(method(tokenizer, name, parts, kind));
  };

const convert =
  (name: string, kind: Kind): MethodCall =>
  (t, tokenizer, node) => {
    const args = new CallArguments(t, node, name);
    const given = args.require("ids", 0);
    const options = args.properties({ skip_special_tokens: true });
    const parts = [given.text, ...optionsText(options)];
    const isMany = given.kind.type === "list";
    return method(tokenizer, name, parts, isMany ? listOf(kind) : kind);
  };

/** Writes a folder; Python gives the names of files, which nobody uses. */
export const savePretrained: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "save_pretrained");
  const folder = args.require("save_directory", 0);
  args.skip("safe_serialization", "max_shard_size", "legacy_format", "state_dict", "save_peft_format");
  args.finish();
  return t.awaited(method(object, "savePretrained", [folder.text], simple("none")));
};

export const pushToHub: MethodCall = (t, object, node) => {
  const args = new CallArguments(t, node, "push_to_hub");
  const repo = args.require("repo_id", 0);
  dropToken(t, args, node);
  args.skip("use_temp_dir", "safe_serialization", "max_shard_size");
  const options = args.properties({ private: true, commit_message: true, revision: true, create_pr: true });
  const parts = [repo.text, ...optionsText(options)];
  return t.awaited(method(object, "pushToHub", parts, simple("cell")));
};

const tokenize: MethodCall = (t, tokenizer, node) => {
  const args = new CallArguments(t, node, "tokenize");
  const text = args.require("text", 0);
  args.finish();
  return t.awaited(method(tokenizer, "tokenize", [text.text], listOf(simple("text"))));
};

const attribute = (name: string, kind: Kind) => (_t: Translator, object: Code) => member(object, name, kind);
const number = simple("number");
const text = simple("text");

/** Fields of what a tokenizer gives. */
const field = (name: string) => (_t: Translator, object: Code) => {
  const { kind } = object;
  const isBatch = kind.type === "encoding" && kind.isBatch;
  const row = listOf(number);
  const padded = kind.type === "encoding" && kind.isPadded ? { isPadded: true } : {};
  return member(object, name, isBatch ? { ...listOf(row), ...padded } : { ...row, ...padded });
};

const device = "a model takes token ids from where they are";

export const tokenizers: Recognisers = {
  methods: {
    tokenizer: {
      encode,
      decode: decode("decode", "token_ids", text),
      batch_decode: decode("batchDecode", "sequences", listOf(text)),
      batch_encode_plus: callTokenizer,
      encode_plus: callTokenizer,
      tokenize,
      convert_ids_to_tokens: convert("convertIdsToTokens", text),
      convert_tokens_to_ids: convert("convertTokensToIds", number),
      save_pretrained: savePretrained,
      push_to_hub: pushToHub,
    },
    encoding: { to: same(device), cuda: same(device), cpu: same(device) },
  },
  attributes: {
    tokenizer: {
      pad_token_id: attribute("padTokenId", number),
      eos_token_id: attribute("eosTokenId", number),
      bos_token_id: attribute("bosTokenId", number),
      unk_token_id: attribute("unkTokenId", number),
      mask_token_id: attribute("maskTokenId", number),
      pad_token: attribute("padToken", text),
      eos_token: attribute("eosToken", text),
      unk_token: attribute("unkToken", text),
      model_max_length: attribute("modelMaxLength", number),
      all_special_tokens: attribute("allSpecialTokens", listOf(text)),
    },
    encoding: {
      input_ids: field("inputIds"),
      attention_mask: field("attentionMask"),
      labels: field("labels"),
    },
  },
};
