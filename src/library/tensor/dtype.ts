/** Element types, by PyTorch's names; codes are c10::ScalarType, names in files are safetensors'. */
export type FloatDType = "float32" | "float64" | "bfloat16" | "float16";
export type IntegerDType = "int64" | "int32" | "int16" | "int8" | "uint8";
export type DType = FloatDType | IntegerDType | "bool";

interface DTypeInfo {
  code: number;
  bytes: number;
  safetensors: string;
}

export const dtypes: Record<DType, DTypeInfo> = {
  uint8: { code: 0, bytes: 1, safetensors: "U8" },
  int8: { code: 1, bytes: 1, safetensors: "I8" },
  int16: { code: 2, bytes: 2, safetensors: "I16" },
  int32: { code: 3, bytes: 4, safetensors: "I32" },
  int64: { code: 4, bytes: 8, safetensors: "I64" },
  float16: { code: 5, bytes: 2, safetensors: "F16" },
  float32: { code: 6, bytes: 4, safetensors: "F32" },
  float64: { code: 7, bytes: 8, safetensors: "F64" },
  bool: { code: 11, bytes: 1, safetensors: "BOOL" },
  bfloat16: { code: 15, bytes: 2, safetensors: "BF16" },
};

const entries = Object.entries(dtypes) as [DType, DTypeInfo][];
const byCode = new Map(entries.map(([name, info]) => [info.code, name]));
const bySafetensors = new Map(entries.map(([name, info]) => [info.safetensors, name]));

export function dtypeOfCode(code: number): DType {
  const name = byCode.get(code);
  if (!name) throw new RangeError(`LibTorch's element type ${code} has no name here.`);
  return name;
}

export function dtypeOfSafetensors(name: string): DType | undefined {
  return bySafetensors.get(name);
}

export function isFloatDType(dtype: string): dtype is FloatDType {
  return dtype === "float32" || dtype === "float64" || dtype === "bfloat16" || dtype === "float16";
}
