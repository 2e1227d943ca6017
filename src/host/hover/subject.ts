/** What a word or a string in a source is about: a run, a folder of a model, or a model on the Hub. */
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { pathsOf } from "../../runs/index.js";
import type { RunEntry } from "../runs/cache.js";
import { type Argument, argumentAt, type Declaration, declarationsOf } from "./declarations.js";
import { type Token, tokenize } from "./tokens.js";

export type Subject =
  | { type: "run"; run: RunEntry /** A checkpoint of it that was named. */; step?: number }
  | { type: "folder"; folder: string /** The run that wrote it. */; run?: RunEntry }
  | { type: "hub"; id: string };

export interface HoverSource {
  /** The cells of a notebook one after the other, or one file. */
  texts: readonly string[];
  /** Which of them is pointed at, and where in it. */
  index: number;
  offset: number;
  /** Path of the file, for what is relative to it and for the runs that it made; undefined for an unsaved one. */
  file: string | undefined;
  /** Folders where relative paths may begin, first choice first. */
  folders: readonly string[];
  /** Runs that saved outputs of cells with a word name, the newest first. */
  runIdsOf?(word: string): readonly string[];
}

export interface Found {
  subjects: Subject[];
  /** In the text that is pointed at. */
  start: number;
  end: number;
}

/** Nothing here asks a kernel or the network; files are looked at, and only where a string names them. */
export function findSubjects(source: HoverSource, runs: readonly RunEntry[]): Found | undefined {
  // One by one: what is not closed in a cell must not swallow the next.
  const parts = source.texts.map(tokenize);
  const own = parts[source.index] ?? [];
  const pointed = own.filter(({ start, end }) => start <= source.offset && source.offset <= end);
  const token = pointed.find(({ kind }) => kind === "word" || kind === "string");
  const tokens = parts.flatMap((part) => [...part, separator]);
  const at = token ? tokens.indexOf(token) : -1;
  if (!token) return undefined;
  const subjects =
    token.kind === "string"
      ? [ofString(argumentAt(tokens, at), source, runs)].filter((subject) => subject !== undefined)
      : ofWord(tokens, at, source, runs);
  return subjects.length > 0 ? { subjects, start: token.start, end: token.end } : undefined;
}

const separator: Token = { kind: "sign", text: ";", start: 0, end: 0, onNewLine: true };

const modelKeys = /^(?:model|baseModel|base_model|resumeFromCheckpoint|outputDir|modelName)$/;
const modelCallees = /^(?:fromPretrained|loadModel|readRun|findRun|compareRuns|summarize)$/;

function ofString(
  { text, key, callee }: Argument,
  source: HoverSource,
  runs: readonly RunEntry[],
): Subject | undefined {
  if (text === "" || text.length > 400 || text.includes("\n")) return undefined;
  const run = runNamed(text, callee, runs);
  if (run) return { type: "run", run };
  const folder = folderNamed(text, source, runs);
  if (folder) return folder;
  const isModel =
    (callee !== undefined && modelCallees.test(callee)) || (key !== undefined && modelKeys.test(key));
  const isTrained = runs.some(({ record }) => record.model?.name === text);
  return isHubId(text) && (isModel || isTrained) ? { type: "hub", id: text } : undefined;
}

/** `organisation/name`, or a name alone such as t5-small. */
function isHubId(text: string): boolean {
  return /^(?:[\w.-]+\/)?[\w-][\w.-]*$/.test(text) && !text.startsWith(".") && !text.includes("..");
}

/** By its whole id anywhere; by a part of it, or `last`, where runs are asked for. */
function runNamed(text: string, callee: string | undefined, runs: readonly RunEntry[]): RunEntry | undefined {
  const exact = runs.find(({ record }) => record.id === text);
  if (exact || (callee !== "compareRuns" && callee !== "findRun" && callee !== "readRun")) return exact;
  if (text === "last") return runs[0];
  const found = runs.filter(({ record }) => record.id.includes(text));
  return found.length === 1 ? found[0] : undefined;
}

function folderNamed(text: string, source: HoverSource, runs: readonly RunEntry[]): Subject | undefined {
  // A word without a slash may name a folder, but it names most other things more often.
  if (!/[/\\]/.test(text) && !source.folders.some((folder) => existsSync(path.join(folder, text))))
    return undefined;
  for (const base of source.folders) {
    const folder = path.resolve(base, text);
    const own = runs.find((run) => run.folder === folder);
    if (own) return { type: "run", run: own };
    const written = writerOf(folder, runs);
    if (written) return isModelFolder(folder) ? { type: "folder", folder, run: written.run } : written;
    if (isModelFolder(folder)) return { type: "folder", folder };
    const [output] = runs.filter((run) => outputDirOf(run) === folder);
    if (output) return { type: "run", run: output };
  }
  return undefined;
}

/** The newest run that wrote a checkpoint or a model there. */
function writerOf(folder: string, runs: readonly RunEntry[]): (Subject & { type: "run" }) | undefined {
  for (const run of runs) {
    if (run.checkpoints.length === 0) continue;
    const here = pathsOf(run.record, run.store);
    const line = run.checkpoints.findLast((candidate) => here(candidate.folder) === folder);
    if (line) return { type: "run", run, step: line.step };
  }
  return undefined;
}

function isModelFolder(folder: string): boolean {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false;
  return ["config.json", "adapter_config.json"].some((name) => existsSync(path.join(folder, name)));
}

const outputDirs = new WeakMap<RunEntry, string>();

/** Absolute; kept with the entry, because every hover asks it of every run. */
function outputDirOf(run: RunEntry): string | undefined {
  const known = outputDirs.get(run);
  if (known !== undefined) return known;
  const { outputDir } = run.record.arguments;
  if (typeof outputDir !== "string") return undefined;
  const folder = pathsOf(run.record, run.store)(outputDir);
  outputDirs.set(run, folder);
  return folder;
}

function ofWord(
  tokens: readonly Token[],
  at: number,
  source: HoverSource,
  runs: readonly RunEntry[],
): Subject[] {
  const word = tokens[at]!.text;
  const before = tokens[at - 1]?.text;
  if (before === "." || before === "?.") return [];
  const declared = declarationsOf(tokens);
  const own = declared.get(word);
  const trainer = own && trainerOf(own, declared);
  if (trainer) {
    const [run] = runsOfTrainer(trainer, declared, source, runs);
    if (run) return [{ type: "run", run }];
  }
  const subjects = own && !trainer ? subjectsOf(own, declared, source, runs) : [];
  const made = namesWith(word, declared);
  const trained = [...declared.values()].filter(
    ({ name, callees, words }) =>
      name !== word && isTrainer(callees) && words.some(({ key, text }) => key === "model" && made.has(text)),
  );
  const run = trained.flatMap((found) => runsOfTrainer(found, declared, source, runs)).at(0);
  if (run && !subjects.some((subject) => subject.type === "run")) subjects.push({ type: "run", run });
  if (subjects.length > 0) return subjects;
  const saved = source.runIdsOf?.(word) ?? [];
  const last = runs.find(({ record }) => saved.includes(record.id));
  return last ? [{ type: "run", run: last }] : [];
}

const isTrainer = (callees: ReadonlySet<string>) => [...callees].some((callee) => /Trainer$/.test(callee));

/** A variable and the models that are made with it, such as one with the adapter that it configures. */
function namesWith(word: string, declared: Map<string, Declaration>): Set<string> {
  const wrapped = [...declared.values()].filter(({ words }) =>
    words.some(({ text, callee }) => text === word && callee === "getPeftModel"),
  );
  return new Set([word, ...wrapped.map(({ name }) => name)]);
}

/** The trainer that a variable is, or whose result it is. */
function trainerOf(own: Declaration, declared: Map<string, Declaration>): Declaration | undefined {
  if (isTrainer(own.callees)) return own;
  if (!["train", "events", "evaluate", "diagnose"].some((method) => own.callees.has(method)))
    return undefined;
  return own.words
    .map(({ text }) => declared.get(text))
    .find((used) => used !== undefined && isTrainer(used.callees));
}

/** What a variable begins with, and where that is another variable, what that begins with. */
function subjectsOf(
  own: Declaration,
  declared: Map<string, Declaration>,
  source: HoverSource,
  runs: readonly RunEntry[],
  depth = 3,
): Subject[] {
  for (const string of own.strings) {
    const subject = ofString(string, source, runs);
    if (subject) return [subject];
  }
  if (depth === 0) return [];
  // What a model is made from comes first among the arguments.
  for (const { text, callee } of own.words) {
    const used = declared.get(text);
    const isMade = callee !== undefined ? /^(?:getPeftModel|fromPretrained)$/.test(callee) : isSame(own);
    if (!used || used === own || !isMade) continue;
    const found = isTrainer(used.callees) ? [] : subjectsOf(used, declared, source, runs, depth - 1);
    if (found.length > 0) return found;
  }
  return [];
}

/** Whether a variable is another one with a method called, such as `model.to("cuda")`. */
const isSame = ({ callees }: Declaration) => callees.has("mergeAndUnload") || callees.has("to");

/** Runs that fit what the source says of a trainer, the best fit and then the newest first. */
function runsOfTrainer(
  trainer: Declaration,
  declared: Map<string, Declaration>,
  source: HoverSource,
  runs: readonly RunEntry[],
): RunEntry[] {
  const used = trainer.words
    .filter(({ key }) => key === "args")
    .flatMap(({ text }) => declared.get(text) ?? []);
  const strings = [trainer, ...used].flatMap((declaration) => declaration.strings);
  const said = (name: string) => strings.find(({ key }) => key === name)?.text;
  const outputDir = said("outputDir");
  const name = said("name") ?? said("runName");
  const saved = source.runIdsOf?.(trainer.name) ?? [];
  const expected = outputDir === undefined ? [] : source.folders.map((base) => path.resolve(base, outputDir));
  const score = (run: RunEntry): number => {
    const { record, store } = run;
    const made = record.source && source.file && pathsOf(record, store)(record.source.file) === source.file;
    const written = outputDirOf(run);
    const isThere = written !== undefined && expected.includes(written);
    if (outputDir !== undefined && written !== undefined && !isThere) return 0;
    if (name !== undefined && name !== record.name) return 0;
    return (
      (made ? 4 : 0) + (isThere ? 2 : 0) + (name !== undefined ? 1 : 0) + (saved.includes(record.id) ? 4 : 0)
    );
  };
  return runs
    .map((run) => ({ run, points: score(run) }))
    .filter((found) => found.points >= 2)
    .sort((a, b) => b.points - a.points)
    .map(({ run }) => run);
}
