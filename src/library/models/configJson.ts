/**
 * Keys of config.json and generation_config.json that are fractions even where their value is whole. JavaScript
 * has one kind of number; Python has two, and Transformers refuses `"initializer_factor": 1` and
 * `"temperature": 2`.
 */
const fractions = new Set([
  // config.json
  "activation_dropout",
  "attention_dropout",
  "classifier_dropout",
  "decoder_layerdrop",
  "dropout",
  "dropout_rate",
  "encoder_layerdrop",
  "init_std",
  "initializer_factor",
  "layer_norm_epsilon",
  // generation_config.json
  "diversity_penalty",
  "encoder_repetition_penalty",
  "epsilon_cutoff",
  "eta_cutoff",
  "guidance_scale",
  "length_penalty",
  "min_p",
  "repetition_penalty",
  "temperature",
  "top_p",
  "typical_p",
]);

/** A config as Hugging Face's files have it: indented by two, fractions as such, a line feed at the end. */
export function configJson(config: object): string {
  const lines = JSON.stringify(config, null, 2).split("\n");
  // A line feed inside a text is escaped, so that every key begins a line of its own.
  const written = lines.map((line) => {
    const [, start, key, comma] = /^(\s*"(\w+)": -?\d+)(,?)$/.exec(line) ?? [];
    return key !== undefined && fractions.has(key) ? `${start}.0${comma}` : line;
  });
  return `${written.join("\n")}\n`;
}
