import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AutoModelForSeq2SeqLM } from "../../../src/library/models/index.js";
import { backward, type LongTensor, loadSafetensors, scope } from "../../../src/library/tensor/index.js";
import { findPython, runPython, withoutPython } from "../python.js";
import { maxDifference } from "../support.js";

const modules = ["torch", "transformers", "safetensors"];
const python = findPython(...modules);
const note = python ? "" : withoutPython(...modules);

const family = {
  vocab_size: 61,
  d_model: 24,
  encoder_layers: 3,
  decoder_layers: 1,
  encoder_attention_heads: 2,
  decoder_attention_heads: 6,
  encoder_ffn_dim: 40,
  decoder_ffn_dim: 28,
  max_position_embeddings: 32,
  init_std: 0.3,
};
const t5 = { vocab_size: 61, d_model: 24, d_kv: 5, d_ff: 40, num_heads: 3, decoder_start_token_id: 0 };

/** What the recorded models do not have: a class of Transformers without "ForConditionalGeneration", its config. */
const cases: Record<string, [name: string, config: Record<string, unknown>]> = {
  "BART with scaled embeddings": [
    "Bart",
    { ...family, scale_embedding: true, activation_function: "gelu_fast" },
  ],
  "BART with untied embeddings": [
    "Bart",
    { ...family, tie_word_embeddings: false, activation_function: "quick_gelu" },
  ],
  "Pegasus without scaled embeddings": [
    "Pegasus",
    { ...family, scale_embedding: false, activation_function: "swish" },
  ],
  "mT5 with a deeper decoder": ["MT5", { ...t5, num_layers: 1, num_decoder_layers: 3 }],
  "T5 with a deeper encoder": [
    "T5",
    {
      ...t5,
      num_layers: 3,
      num_decoder_layers: 1,
      feed_forward_proj: "gated-silu",
      relative_attention_num_buckets: 8,
      relative_attention_max_distance: 10,
      layer_norm_epsilon: 1e-3,
    },
  ],
};

/** Makes each model with a logits bias, saves it, and beside it a batch with logits, loss and all gradients. */
const program = `
import json, os, sys, torch, transformers
from safetensors.torch import save_file
torch.manual_seed(0)
torch.set_num_threads(1)
for title, (name, config) in json.loads(sys.argv[1]).items():
    config = getattr(transformers, name + "Config")(**config)
    model = getattr(transformers, name + "ForConditionalGeneration")(config).eval()
    if hasattr(model, "final_logits_bias"):
        model.final_logits_bias.normal_()
    folder = os.path.join(sys.argv[2], title)
    model.save_pretrained(folder)
    ids, labels = torch.randint(3, 61, (3, 20)), torch.randint(3, 61, (3, 9))
    mask = torch.ones_like(ids)
    mask[0, 12:], mask[2, 5:], labels[1, 4:] = 0, 0, -100
    output = model(input_ids=ids, attention_mask=mask, labels=labels, use_cache=False)
    output.loss.backward()
    tensors = {"ids": ids, "mask": mask, "labels": labels, "logits": output.logits.detach(), "loss": output.loss.detach()}
    grads = {"grad." + n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None}
    save_file({k: v.contiguous() for k, v in {**tensors, **grads}.items()}, folder + ".safetensors")
print(json.dumps(len(sys.argv)))
`;

describe("Configs that published models do not have, against Transformers", () => {
  let scratch: string;
  before(function () {
    if (!python) return this.skip();
    scratch = mkdtempSync(path.join(tmpdir(), "summnb-unusual-"));
    runPython(python, program, JSON.stringify(cases), scratch);
  });
  after(() => scratch && rmSync(scratch, { recursive: true }));

  for (const title of Object.keys(cases))
    it(`${title}: logits, loss and every gradient${note}`, async () => {
      const model = await AutoModelForSeq2SeqLM.fromPretrained(path.join(scratch, title), { device: "cpu" });
      const golden = loadSafetensors(path.join(scratch, `${title}.safetensors`));
      const floats = (name: string) => golden.get(name)!.toArray() as Float32Array;
      const long = (name: string) => golden.get(name) as LongTensor;
      const { loss, logits } = model.forward({
        inputIds: long("ids"),
        attentionMask: long("mask"),
        labels: long("labels"),
        outputLogits: true,
      });
      assert.ok(maxDifference(logits!.toArray() as Float32Array, floats("logits")) < 2e-5);
      assert.ok(Math.abs(loss!.item() - floats("loss")[0]!) < 1e-5);
      await backward(loss!);
      const recorded = [...golden.keys()].filter((name) => name.startsWith("grad."));
      const compared = [...model.namedParameters()].filter(([name, { data }]) =>
        scope(() => {
          const { grad } = data;
          if (!grad) return false;
          const expected = floats(`grad.${name}`);
          const difference = maxDifference(grad.toArray() as Float32Array, expected);
          const scale = Math.max(1, ...expected.map(Math.abs));
          assert.ok(difference < 1e-5 * scale, `${name} differs by ${difference}`);
          return true;
        }),
      );
      assert.equal(compared.length, recorded.length);
    });
});
