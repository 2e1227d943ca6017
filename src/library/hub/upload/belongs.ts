/**
 * What of a folder belongs to a model. Everything else stays at home: optimizer states, runs, event files, caches,
 * data, notebooks.
 */

/** Names at the top of a folder, each with what it is. This is the one list. */
const modelFiles: readonly (readonly [name: RegExp, what: string])[] = [
  [/^(config|generation_config)\.json$/, "configuration"],
  [/^model(-\d{5}-of-\d{5})?\.safetensors$/, "weights"],
  [/^model\.safetensors\.index\.json$/, "weights"],
  [/^pytorch_model(-\d{5}-of-\d{5})?\.bin$/, "weights"],
  [/^pytorch_model\.bin\.index\.json$/, "weights"],
  [/^adapter_config\.json$/, "adapter"],
  [/^adapter_model\.(safetensors|bin)$/, "adapter"],
  [/^(encoder|decoder)[\w-]*\.onnx(_data|\.data)?$/, "ONNX"],
  [/^model[\w-]*\.onnx(_data|\.data)?$/, "ONNX"],
  [/^(tokenizer|tokenizer_config|special_tokens_map|added_tokens|vocab)\.json$/, "tokenizer"],
  [/^(spiece|sentencepiece\.bpe|tokenizer)\.model$/, "tokenizer"],
  [/^(merges|vocab)\.txt$/, "tokenizer"],
  [/^README\.md$/, "model card"],
  [/^(LICENSE|LICENCE|NOTICE|CITATION)(\.\w+)?$/, "licence"],
];

/** What a file at the top of a folder is, or undefined for one that does not belong to a model. */
export function modelFileKind(name: string): string | undefined {
  return modelFiles.find(([pattern]) => pattern.test(name))?.[1];
}

/** Kinds of which at least one makes a folder worth uploading. */
export const modelKinds: readonly string[] = ["configuration", "weights", "adapter", "ONNX", "tokenizer"];

/** Folders that are no part of the model even when they look like one: a training's checkpoints. */
export const checkpointFolder = /^checkpoint-\d+/;

/** Unfinished and hidden files are not uploaded even with a checkpoint, of which everything else is. */
export const isTransient = (name: string): boolean => name.startsWith(".") || /\.tmp(-\d+)?$/.test(name);

const tenMiB = 10 * 2 ** 20;

/** Whether the Hub keeps a file in its large-file storage. It decides itself; this is what it does by default. */
export function isLarge(name: string, size: number): boolean {
  return size >= tenMiB || /\.(safetensors|bin|onnx|onnx_data|model|pt|npz)$/.test(name);
}
