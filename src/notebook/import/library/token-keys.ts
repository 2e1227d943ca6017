import type { Kind } from "../kinds.js";

/** Names of a tokenizer's fields here. */
export const tokenKeys: Record<string, string> = {
  input_ids: "inputIds",
  attention_mask: "attentionMask",
  offset_mapping: "offsetMapping",
  special_tokens_mask: "specialTokensMask",
};

/** Whether a value's keys are those that summnb's tokenizer gives. */
const hasTokens = (kind: Kind) => kind.type === "encoding" || ("tokens" in kind && kind.tokens === true);

/** A key or a column as it is called here. */
export function tokenKey(key: string, kind: Kind): string {
  return hasTokens(kind) && Object.hasOwn(tokenKeys, key) ? tokenKeys[key]! : key;
}
