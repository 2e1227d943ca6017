"""Loads a split with the columns dialogue and summary and tokenizes both with Hugging Face's datasets and fast
tokenizer, as measure-tokenizing.ts does: python hf_tokenizing.py FILE TOKENIZER-FOLDER. Prints RESULT and JSON."""
import json
import resource
import sys
import time

import datasets
from transformers import AutoTokenizer

datasets.disable_progress_bars()
file, folder = sys.argv[1:]
tokenizer = AutoTokenizer.from_pretrained(folder)


def tokenize(batch):
    return {
        "input_ids": tokenizer(batch["dialogue"], max_length=512, truncation=True)["input_ids"],
        "labels": tokenizer(text_target=batch["summary"], max_length=128, truncation=True)["input_ids"],
    }


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


cpu_start = cpu_seconds()
start = time.perf_counter()
kind = next(kind for kind in ("json", "csv", "parquet") if f".{kind}" in file)
dataset = datasets.load_dataset(kind, data_files={"train": file}, split="train")
loaded = time.perf_counter()
tokenized = dataset.map(tokenize, batched=True, remove_columns=dataset.column_names)
end = time.perf_counter()
cpu = cpu_seconds() - cpu_start
tokens = sum(len(row["input_ids"]) + len(row["labels"]) for row in tokenized)
print(
    "RESULT "
    + json.dumps(
        {
            "rows": len(tokenized),
            "tokens": tokens,
            "loadSeconds": loaded - start,
            "tokenizeSeconds": end - loaded,
            "cpuSeconds": cpu,
        }
    )
)
