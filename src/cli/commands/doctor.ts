import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Command } from "commander";
import { SummnbError } from "../../library/errors.js";
import {
  deviceMemory,
  devices,
  getNumThreads,
  tensorMemory,
  torchVersion,
} from "../../library/tensor/index.js";
import type { Finding } from "../../protocol/index.js";
import { type AliasFlag, noAliasOption } from "../alias-option.js";
import { diagnoseNotebook } from "../doctor/notebook/index.js";
import { diagnosePlan } from "../doctor/plan.js";
import { findingLine } from "../findings.js";
import { requireFile } from "../lines.js";
import { type GlobalOptions, Terminal } from "../terminal.js";

/** What `summnb doctor` prints; sizes in bytes. */
interface Diagnosis {
  devices: string[];
  libtorch: { version: string | null; path: string | null };
  memory: { totalBytes: number; freeBytes: number; devices: Record<string, DeviceBytes> };
  threads: number | null;
  node: string;
  findings: Finding[];
}

interface DeviceBytes {
  allocatedBytes: number;
  reservedBytes: number;
}

export function doctor(program: Command): Command {
  return program
    .command("doctor")
    .description("the machine: devices, LibTorch, memory; or the mistakes of a plan, without running it")
    .argument("[plan]", "a .summnb notebook, or a CONFIG.json for train")
    .addOption(noAliasOption())
    .action(async (plan: string | undefined, _options, command: Command) => {
      const flags = command.optsWithGlobals<GlobalOptions & AliasFlag>();
      const terminal = new Terminal(flags);
      const machine = diagnose();
      if (plan === undefined) terminal.result(machine, describe(machine));
      else {
        const findings = await findingsOf(plan, flags);
        terminal.result({ ...machine, findings: [...machine.findings, ...findings] }, listOf(plan, findings));
      }
    });
}

/** A notebook is read, a config is looked at with its data. */
async function findingsOf(plan: string, flags: AliasFlag): Promise<Finding[]> {
  requireFile(plan);
  return isNotebook(plan) ? diagnoseNotebook(plan) : diagnosePlan(plan, flags);
}

function isNotebook(file: string): boolean {
  if (/\.(summnb|ipynb)$/.test(file)) return true;
  try {
    return "cells" in JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return false;
  }
}

function listOf(plan: string, findings: readonly Finding[]): string {
  return findings.length === 0
    ? `The training doctor found nothing to correct in ${plan}.`
    : findings.map(findingLine).join("\n");
}

function diagnose(): Diagnosis {
  const machine = { totalBytes: os.totalmem(), freeBytes: os.freemem() };
  const common = { node: process.version };
  try {
    const present = devices();
    return {
      devices: present,
      libtorch: { version: torchVersion(), path: libTorchPath() },
      memory: { ...machine, devices: Object.fromEntries(present.flatMap(memoryOf)) },
      threads: getNumThreads(),
      ...common,
      findings: [],
    };
  } catch (error) {
    if (!(error instanceof SummnbError)) throw error;
    const fix = "Run `npm run setup` in summnb's folder, or let SUMMNB_LIBTORCH name a LibTorch.";
    const finding: Finding = { rule: "addon", severity: "error", message: error.message, fix };
    return {
      devices: [],
      libtorch: { version: null, path: null },
      memory: { ...machine, devices: {} },
      threads: null,
      ...common,
      findings: [finding],
    };
  }
}

/** The CPU's memory is the machine's, which is given apart. */
function memoryOf(device: string): [string, DeviceBytes][] {
  const memory = deviceMemory(device);
  const allocatedBytes = tensorMemory(device)?.allocated ?? 0;
  return memory ? [[device, { allocatedBytes, reservedBytes: memory.reserved }]] : [];
}

/** The folder of the LibTorch that this process has loaded: what runs, not what set-up meant to run. */
function libTorchPath(): string | null {
  const report = process.report.getReport() as { sharedObjects?: string[] };
  const library = report.sharedObjects?.find((file) => /(lib)?torch_cpu\.(so|dylib|dll)/.test(file));
  return library ? path.dirname(path.dirname(library)) : null;
}

function describe({ devices, libtorch, memory, threads, node, findings }: Diagnosis): string {
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const lines = [
    `Devices:  ${devices.length ? devices.join(", ") : "none"}`,
    `LibTorch: ${libtorch.version ?? "not loaded"}${libtorch.path ? ` (${libtorch.path})` : ""}`,
    `Memory:   ${gib(memory.freeBytes)} free of ${gib(memory.totalBytes)}`,
    `Threads:  ${threads ?? "unknown"}`,
    `Node:     ${node}`,
    ...findings.map((finding) => `${finding.severity}: ${finding.message} ${finding.fix}`),
  ];
  return lines.join("\n");
}
