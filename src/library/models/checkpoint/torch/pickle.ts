/**
 * A reader of pickles that can build numbers, texts, lists, tuples and dicts, and nothing else: what a pickle
 * wants to import or call is asked of the environment, which refuses all but stand-ins of its own. No code of
 * the file, and none that it names, is ever run.
 * Source: the opcodes' descriptions in CPython's Lib/pickletools.py; protocols 2 to 5.
 */
import { type ByteReader, damagedTorchFile } from "./byteReader.js";

/** What a pickle may refer to. Both throw for what is not allowed. */
export interface PickleEnvironment {
  /** The stand-in for a Python object by its module and name. */
  global(module: string, name: string): unknown;
  /** What lies outside the pickle, such as a tensor's storage. */
  persistent(id: unknown): unknown;
}

/** A stand-in that a pickle may call. */
export class Callable {
  constructor(readonly call: (args: readonly unknown[]) => unknown) {}
}

/** A state dict of a hundred thousand tensors stays below this; a pickle made to fill memory does not. */
const maxSteps = 5_000_000;

class Machine {
  readonly stack: unknown[] = [];
  readonly #marks: number[] = [];
  readonly memo = new Map<number, unknown>();
  stopped = false;

  constructor(
    readonly reader: ByteReader,
    readonly environment: PickleEnvironment,
  ) {}

  fail(reason: string): never {
    throw damagedTorchFile(this.reader.file, `its pickle ${reason} at byte ${this.reader.position}`);
  }

  push(value: unknown): void {
    this.stack.push(value);
  }

  pop(): unknown {
    if (this.stack.length <= (this.#marks.at(-1) ?? 0)) this.fail("takes a value that is not there");
    return this.stack.pop();
  }

  peek(): unknown {
    const value = this.pop();
    this.push(value);
    return value;
  }

  mark(): void {
    this.#marks.push(this.stack.length);
  }

  /** What was pushed since the last mark. */
  popToMark(): unknown[] {
    const start = this.#marks.pop();
    if (start === undefined) this.fail("lacks a mark");
    return this.stack.splice(start);
  }

  popMany(count: number): unknown[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  remember(index: number): void {
    this.memo.set(index, this.peek());
  }

  recall(index: number): void {
    if (!this.memo.has(index)) this.fail(`refers to value ${index}, which it has not made,`);
    this.push(this.memo.get(index));
  }

  append(items: unknown[]): void {
    const list = this.peek();
    if (!Array.isArray(list)) this.fail("appends to what is no list");
    for (const item of items) list.push(item);
  }

  setItems(items: unknown[]): void {
    const dict = this.peek();
    if (!(dict instanceof Map) || items.length % 2 !== 0) this.fail("sets items of what is no dict");
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  }

  call(): void {
    const args = this.pop();
    const callable = this.pop();
    if (!(callable instanceof Callable) || !Array.isArray(args)) this.fail("calls what is no function");
    this.push(callable.call(args));
  }

  /** Attributes of an object. Those of a dict, which is where state dicts keep module versions, do not matter. */
  build(): void {
    this.pop();
    if (!(this.peek() instanceof Map)) this.fail("sets attributes of what has none");
  }

  global(module: unknown, name: unknown): void {
    if (typeof module !== "string" || typeof name !== "string")
      this.fail("imports by something that is no name");
    this.push(this.environment.global(module, name));
  }
}

function littleEndianInteger(bytes: Buffer): number | bigint {
  const value = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const signed = BigInt.asIntN(bytes.length * 8, value);
  const small = signed >= Number.MIN_SAFE_INTEGER && signed <= Number.MAX_SAFE_INTEGER;
  return small ? Number(signed) : signed;
}

const text = (vm: Machine, length: number, encoding: "utf8" | "latin1" = "utf8") =>
  vm.push(vm.reader.bytes(length).toString(encoding));
const raw = (vm: Machine, length: number) => vm.push(Uint8Array.from(vm.reader.bytes(length)));

/** Opcode to what it does. Python writes others only in protocols 0 and 1, or for objects that are refused. */
const opcodes: Record<number, (vm: Machine) => void> = {
  // PROTO, FRAME, STOP
  128: (vm) => {
    const version = vm.reader.u8();
    if (version > 5) vm.fail(`is of protocol ${version}`);
  },
  149: (vm) => void vm.reader.u64(),
  46: (vm) => {
    vm.stopped = true;
  },
  // NONE, NEWTRUE, NEWFALSE
  78: (vm) => vm.push(null),
  136: (vm) => vm.push(true),
  137: (vm) => vm.push(false),
  // BININT, BININT1, BININT2, LONG1, BINFLOAT
  74: (vm) => vm.push(vm.reader.i32()),
  75: (vm) => vm.push(vm.reader.u8()),
  77: (vm) => vm.push(vm.reader.u16()),
  138: (vm) => vm.push(littleEndianInteger(vm.reader.bytes(vm.reader.u8()))),
  71: (vm) => vm.push(vm.reader.f64BigEndian()),
  // BINUNICODE, SHORT_BINUNICODE, BINUNICODE8; Python 2's BINSTRING and SHORT_BINSTRING
  88: (vm) => text(vm, vm.reader.u32()),
  140: (vm) => text(vm, vm.reader.u8()),
  141: (vm) => text(vm, vm.reader.u64()),
  84: (vm) => text(vm, vm.reader.u32(), "latin1"),
  85: (vm) => text(vm, vm.reader.u8(), "latin1"),
  // BINBYTES, SHORT_BINBYTES, BINBYTES8
  66: (vm) => raw(vm, vm.reader.u32()),
  67: (vm) => raw(vm, vm.reader.u8()),
  142: (vm) => raw(vm, vm.reader.u64()),
  // MARK, POP, POP_MARK, DUP
  40: (vm) => vm.mark(),
  48: (vm) => void vm.pop(),
  49: (vm) => void vm.popToMark(),
  50: (vm) => vm.push(vm.peek()),
  // EMPTY_LIST, APPEND, APPENDS
  93: (vm) => vm.push([]),
  97: (vm) => vm.append([vm.pop()]),
  101: (vm) => vm.append(vm.popToMark()),
  // EMPTY_TUPLE, TUPLE, TUPLE1, TUPLE2, TUPLE3
  41: (vm) => vm.push([]),
  116: (vm) => vm.push(vm.popToMark()),
  133: (vm) => vm.push(vm.popMany(1)),
  134: (vm) => vm.push(vm.popMany(2)),
  135: (vm) => vm.push(vm.popMany(3)),
  // EMPTY_DICT, SETITEM, SETITEMS
  125: (vm) => vm.push(new Map()),
  115: (vm) => vm.setItems(vm.popMany(2)),
  117: (vm) => vm.setItems(vm.popToMark()),
  // BINPUT, LONG_BINPUT, MEMOIZE, BINGET, LONG_BINGET
  113: (vm) => vm.remember(vm.reader.u8()),
  114: (vm) => vm.remember(vm.reader.u32()),
  148: (vm) => vm.remember(vm.memo.size),
  104: (vm) => vm.recall(vm.reader.u8()),
  106: (vm) => vm.recall(vm.reader.u32()),
  // GLOBAL, STACK_GLOBAL; INST, protocol 0's import and call in one, is named when it is refused
  99: (vm) => vm.global(vm.reader.line(), vm.reader.line()),
  147: (vm) => {
    const [module, name] = vm.popMany(2);
    vm.global(module, name);
  },
  105: (vm) => {
    vm.global(vm.reader.line(), vm.reader.line());
    vm.fail("uses protocol 0");
  },
  // REDUCE, NEWOBJ, BUILD, BINPERSID
  82: (vm) => vm.call(),
  129: (vm) => vm.call(),
  98: (vm) => vm.build(),
  81: (vm) => vm.push(vm.environment.persistent(vm.pop())),
};

/**
 * The value of one pickle, from the reader's position on: dicts as `Map`, lists and tuples as arrays, bytes as
 * `Uint8Array`. Leaves the reader behind the pickle's end.
 * @throws SummnbError for a damaged pickle, and what the environment throws
 */
export function readPickle(reader: ByteReader, environment: PickleEnvironment): unknown {
  const vm: Machine = new Machine(reader, environment);
  for (let step = 0; !vm.stopped; step++) {
    if (step === maxSteps) vm.fail(`goes on after ${maxSteps} steps`);
    const code = reader.u8();
    const opcode = opcodes[code];
    if (!opcode) vm.fail(`uses opcode 0x${code.toString(16)}, which torch.save never writes,`);
    opcode(vm);
  }
  return vm.pop();
}
