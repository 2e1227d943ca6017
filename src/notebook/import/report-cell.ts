import { type ImportEntry, type ImportEntryKind, type ImportReport, isComplete } from "./report.js";

const headings: readonly [kind: ImportEntryKind, heading: string][] = [
  ["untranslated", "To translate by hand"],
  ["mistake", "Mistakes of the Python notebook"],
  ["note", "Good to know"],
  ["dropped", "Left out"],
];

/** More places of one kind are counted, not listed: the cells themselves say the rest. */
const longestList = 30;

/** The report as the notebook's first cell. */
export function reportText(report: ImportReport): string {
  const sections = headings.flatMap(([kind, heading]) => {
    const entries = report.entries.filter((entry) => entry.kind === kind);
    return entries.length > 0 ? [section(heading, entries)] : [];
  });
  return [`# Imported from ${report.name}`, summary(report), ...sections].join("\n\n");
}

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** The counts in a few sentences. */
export function summary(report: ImportReport): string {
  const { code, translated, partly, untranslated, markdown, raw } = report.counts;
  const kept = [
    ...(markdown > 0 ? [count(markdown, "cell of text", "cells of text")] : []),
    ...(raw > 0 ? [count(raw, "raw cell")] : []),
  ];
  const rest = [
    ...(partly > 0 ? [`${partly} in part`] : []),
    ...(untranslated > 0 ? [`${untranslated} not`] : []),
  ];
  const verb = translated === 1 ? "is" : "are";
  const left = rest.length > 0 ? `, ${rest.join(" and ")}` : "";
  const text = kept.length > 0 ? `; ${kept.join(" and ")} ${markdown + raw === 1 ? "is" : "are"} kept` : "";
  const done = `${translated} of ${count(code, "code cell")} ${verb} translated${left}${text}.`;
  const next = isComplete(report)
    ? "Run it from the first cell on; delete this cell when you have read it."
    : "What a person has to translate stands in its cell as a comment that begins with `summnb import: not translated`.";
  return `${done} ${next}`;
}

function section(heading: string, entries: readonly ImportEntry[]): string {
  const lines = entries
    .slice(0, longestList)
    .map(({ cell, line, message }) => `- Cell ${cell}, line ${line}: ${message}`);
  const more = entries.length - longestList;
  return [`## ${heading}`, "", ...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join("\n");
}

/** The report as lines for a terminal: the counts, and what a person has to do or to know. */
export function reportLines(report: ImportReport): string[] {
  const told = report.entries.filter(({ kind }) => kind === "untranslated" || kind === "mistake");
  const words = { untranslated: "not translated", mistake: "mistake", note: "note", dropped: "left out" };
  return [
    summary(report),
    ...told.map(({ kind, cell, line, message }) => `cell ${cell}, line ${line}: ${words[kind]}: ${message}`),
  ];
}
