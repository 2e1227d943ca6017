import { SummnbError } from "../errors.js";
import type { PlacedToken } from "./addedTokens.js";
import { isJsonObject, type JsonObject, readJsonObject } from "./jsonFile.js";

/** The models that Hugging Face's tokenizers know. */
const modelTypes = ["BPE", "Unigram", "WordPiece", "WordLevel"];

/** What tokenizer.json holds, as far as it is looked at here. */
export interface TokenizerJson extends JsonObject {
  model: JsonObject;
}

/** Reads tokenizer.json. Throws a SummnbError that says what is damaged, or which model is not known. */
export async function readTokenizerJson(file: string): Promise<TokenizerJson> {
  const json = await readJsonObject(file);
  if (!json) throw new SummnbError(`There is no ${file}.`);
  const { model } = json;
  if (!isJsonObject(model))
    throw new SummnbError(`${file} is not a tokenizer, it has no "model": replace it with a fresh copy.`);
  // Very old files don't name the type.
  if (model.type !== undefined && !modelTypes.includes(model.type as string))
    throw new SummnbError(
      `${file} has a model of the type ${JSON.stringify(model.type)}, which can't be read: it must be ${modelTypes.join(", ")}.`,
    );
  return { ...json, model };
}

/** The added tokens of tokenizer.json. */
export function addedTokensOf(json: TokenizerJson): PlacedToken[] {
  const entries = Array.isArray(json.added_tokens) ? json.added_tokens.filter(isJsonObject) : [];
  return entries.map(({ content, id, special, lstrip, rstrip, single_word: singleWord }) => ({
    content: String(content),
    id: Number(id),
    special: special === true,
    lstrip: lstrip === true,
    rstrip: rstrip === true,
    singleWord: singleWord === true,
  }));
}

/** The class of Transformers that a tokenizer.json looks like. */
export function classOfTokenizerJson(json: TokenizerJson): string {
  if (json.model.type === "BPE") return "BartTokenizer";
  return addedTokensOf(json).some(({ content }) => content === "<unk_2>")
    ? "PegasusTokenizer"
    : "T5Tokenizer";
}

/**
 * tokenizer.json with byte-level `add_prefix_space` as tokenizer_config.json says, which wins in Transformers; the
 * same object where nothing differs.
 */
export function withPrefixSpace(json: TokenizerJson, addPrefixSpace: boolean | undefined): TokenizerJson {
  if (addPrefixSpace === undefined) return json;
  const differing = (["pre_tokenizer", "post_processor"] as const).filter((part) => {
    const { [part]: value } = json;
    const isByteLevel =
      isJsonObject(value) && ["ByteLevel", "RobertaProcessing"].includes(value.type as string);
    return isByteLevel && value.add_prefix_space !== addPrefixSpace;
  });
  if (differing.length === 0) return json;
  const changed = differing.map((part) => [
    part,
    { ...(json[part] as JsonObject), add_prefix_space: addPrefixSpace },
  ]);
  return { ...json, ...Object.fromEntries(changed) };
}
