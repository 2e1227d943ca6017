import os from "node:os";
import path from "node:path";
import type { Command } from "commander";
import { SummnbError } from "../../library/errors.js";
import { deviceMemory, devices, getNumThreads, torchVersion } from "../../library/tensor/index.js";
import type { Finding } from "../../protocol/index.js";
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
    .description("the machine: devices, LibTorch, memory")
    .action((_options, command: Command) => {
      const diagnosis = diagnose();
      new Terminal(command.optsWithGlobals<GlobalOptions>()).result(diagnosis, describe(diagnosis));
    });
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
    const fix = "Run `npm run setup` in summnb's folder.";
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

/** The CPU keeps no count of its own: its memory is the machine's. */
function memoryOf(device: string): [string, DeviceBytes][] {
  const memory = deviceMemory(device);
  return memory ? [[device, { allocatedBytes: memory.allocated, reservedBytes: memory.reserved }]] : [];
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
