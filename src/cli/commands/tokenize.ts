import { type Command, Option } from "commander";
import { SummnbError } from "../../library/errors.js";
import { AutoTokenizer, type Span, type Tokenizer } from "../../library/tokenizers/index.js";
import { inputName, readLines } from "../lines.js";
import { revisionOption } from "../revision-option.js";
import { type GlobalOptions, Terminal } from "../terminal.js";

interface TokenizeOptions extends GlobalOptions {
  decode?: boolean;
  offsets?: boolean;
  input: string;
  revision?: string;
}

/** Ids with their tokens and where these are in the line: indices of UTF-16 units, end excluded. */
interface PlacedIds {
  ids: number[];
  tokens: string[];
  offsets: Span[];
}

/** Lines that are tokenized in one call; a terminal gets its answer line by line. */
const batchSize = process.stdin.isTTY ? 1 : 256;

export function tokenize(program: Command): Command {
  return program
    .command("tokenize")
    .description("text to token ids: a line in, a JSON array of ids out, special tokens included")
    .argument("<model>", "the model's folder, or its id on the Hub")
    .option("--decode", "the way back: a JSON array of ids in, its text (without special tokens) out")
    .addOption(
      new Option("--offsets", "also the tokens, and begin and end of each in its line").conflicts("decode"),
    )
    .option("--input <file>", "read this file instead of stdin (-)", "-")
    .addOption(revisionOption())
    .action(async (model: string, _options, command: Command) => {
      const options = command.optsWithGlobals<TokenizeOptions>();
      const terminal = new Terminal(options);
      const tokenizer = await AutoTokenizer.fromPretrained(model, { revision: options.revision });
      const work = options.decode ? decodeLines : options.offsets ? placeLines : encodeLines;
      const results: (number[] | string | PlacedIds)[] = [];
      for await (const batch of batches(options.input)) {
        for (const result of await work(tokenizer, batch, inputName(options.input))) {
          if (terminal.json) results.push(result);
          else terminal.line(typeof result === "string" ? result : JSON.stringify(result));
        }
      }
      if (terminal.json) terminal.result(results, "");
    });
}

interface NumberedLine {
  number: number;
  text: string;
}

async function* batches(file: string): AsyncGenerator<NumberedLine[]> {
  let batch: NumberedLine[] = [];
  let number = 0;
  for await (const text of readLines(file)) {
    batch.push({ number: ++number, text });
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const encodeLines = (tokenizer: Tokenizer, lines: NumberedLine[]) =>
  tokenizer.encodeBatch(lines.map((line) => line.text));

async function placeLines(tokenizer: Tokenizer, lines: NumberedLine[]): Promise<PlacedIds[]> {
  const texts = lines.map((line) => line.text);
  const { inputIds, offsetMapping } = await tokenizer.batch(texts, { returnOffsetsMapping: true });
  return inputIds.map((ids, row) => ({
    ids,
    tokens: tokenizer.convertIdsToTokens(ids),
    offsets: offsetMapping![row]!,
  }));
}

const decodeLines = (tokenizer: Tokenizer, lines: NumberedLine[], source: string) =>
  tokenizer.decodeBatch(
    lines.map((line) => parseIds(line, source)),
    { skipSpecialTokens: true },
  );

function parseIds({ number, text }: NumberedLine, source: string): number[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((id) => Number.isSafeInteger(id))) return value as number[];
  } catch {
    // Falls through to the one sentence below.
  }
  throw new SummnbError(
    `Line ${number} of ${source} is no JSON array of token ids, such as [13959, 1566, 1].`,
  );
}
