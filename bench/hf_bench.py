"""Measures one workload with Transformers and PEFT: python hf_bench.py WORKLOAD.json

The same batches, weights and settings as measure.ts; a plain loop without Transformers' Trainer, whose
overhead is left out in Hugging Face's favour. Prints RESULT and one JSON object."""
import json
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")
import peft
import torch
import transformers
from transformers import T5ForConditionalGeneration

transformers.logging.set_verbosity_error()


def adapted(model):
    from transformers.generation.utils import GenerationMixin

    # peft 0.21 calls a method by the name that it has in Transformers 4.
    if not hasattr(GenerationMixin, "_prepare_encoder_decoder_kwargs_for_generation"):
        GenerationMixin._prepare_encoder_decoder_kwargs_for_generation = (
            GenerationMixin._prepare_text_encoder_decoder_kwargs_for_generation
        )
    config = peft.LoraConfig(
        task_type="SEQ_2_SEQ_LM", r=32, lora_alpha=64, lora_dropout=0.05, target_modules=["q", "v"]
    )
    return peft.get_peft_model(model, config)


def padded(sequences, value):
    longest = max(map(len, sequences))
    return torch.tensor([ids + [value] * (longest - len(ids)) for ids in sequences])


def inputs_of(rows):
    sources = [row["inputIds"] for row in rows]
    return {"input_ids": padded(sources, 0), "attention_mask": padded([[1] * len(ids) for ids in sources], 0)}


def train(work, model):
    if work["work"] == "train-lora":
        model = adapted(model)
    model.train()
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=1e-4, weight_decay=0.01)
    tokens = 0
    first_loss = None
    for step, rows in enumerate(work["batches"]):
        if step == 1:
            wall, cpu = time.time(), time.process_time()
        batch = {**inputs_of(rows), "labels": padded([row["labels"] for row in rows], -100)}
        loss = model(**batch).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        value = loss.item()
        first_loss = value if first_loss is None else first_loss
        if step:
            tokens += sum(len(row["inputIds"]) + len(row["labels"]) for row in rows)
    return {"tokens": tokens, "wallSeconds": time.time() - wall, "cpuSeconds": time.process_time() - cpu, "firstLoss": first_loss}


def generate(work, model):
    model.eval()
    count = work["newTokens"]
    tokens = 0
    with torch.no_grad():
        for step, rows in enumerate(work["batches"]):
            if step == 1:
                wall, cpu = time.time(), time.process_time()
            model.generate(**inputs_of(rows), num_beams=work.get("numBeams", 1), do_sample=False, max_new_tokens=count, min_new_tokens=count)
            if step:
                tokens += count * len(rows)
    return {"tokens": tokens, "wallSeconds": time.time() - wall, "cpuSeconds": time.process_time() - cpu}


def main():
    with open(sys.argv[1], encoding="utf8") as file:
        work = json.load(file)
    torch.set_num_threads(work["threads"])
    torch.manual_seed(work["seed"])
    model = T5ForConditionalGeneration.from_pretrained(work["model"])
    result = (train if work["work"].startswith("train") else generate)(work, model)
    # Kilobytes on Linux, bytes on macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    result["peakRssBytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    result["versions"] = {"torch": torch.__version__, "transformers": transformers.__version__, "peft": peft.__version__}
    print("RESULT " + json.dumps(result))


main()
