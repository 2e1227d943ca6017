import protobuf from "protobufjs/light.js";
import { onnxDescriptor } from "./descriptor.js";

/** TensorProto.DataType: the element types that our graphs use. */
export const elementTypes = {
  float32: { code: 1, bytes: 4 },
  uint8: { code: 2, bytes: 1 },
  int8: { code: 3, bytes: 1 },
  int32: { code: 6, bytes: 4 },
  int64: { code: 7, bytes: 8 },
  bool: { code: 9, bytes: 1 },
  float16: { code: 10, bytes: 2 },
} as const;

export type ElementType = keyof typeof elementTypes;

/** AttributeProto.AttributeType. */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
} as const;

/** TensorProto.DataLocation.EXTERNAL: the values are in a file beside the model. */
export const externalLocation = 1;

export interface EntryProto {
  key: string;
  value: string;
}

export interface TensorProto {
  name: string;
  dims: number[];
  dataType: number;
  rawData?: Uint8Array;
  externalData?: EntryProto[];
  dataLocation?: number;
}

export interface AttributeProto {
  name: string;
  type: number;
  f?: number;
  i?: number;
  s?: Uint8Array;
  t?: TensorProto;
  g?: GraphProto;
  floats?: number[];
  ints?: number[];
}

export interface NodeProto {
  name: string;
  opType: string;
  domain?: string;
  input: string[];
  output: string[];
  attribute?: AttributeProto[];
}

export interface DimensionProto {
  dimValue?: number;
  dimParam?: string;
}

export interface ValueInfoProto {
  name: string;
  type: { tensorType: { elemType: number; shape: { dim: DimensionProto[] } } };
}

export interface GraphProto {
  name: string;
  node: NodeProto[];
  initializer?: TensorProto[];
  input?: ValueInfoProto[];
  output: ValueInfoProto[];
}

export interface ModelProto {
  irVersion: number;
  producerName: string;
  producerVersion: string;
  opsetImport: { domain: string; version: number }[];
  metadataProps?: EntryProto[];
  graph?: GraphProto;
}

interface Messages {
  ModelProto: ModelProto;
  GraphProto: GraphProto;
  TensorProto: TensorProto;
}

let root: protobuf.Root | undefined;

function messageType(name: keyof Messages): protobuf.Type {
  root ??= protobuf.Root.fromJSON(onnxDescriptor);
  return root.lookupType(`onnx.${name}`);
}

/** A message as it stands in a file. */
export function encodeMessage<Name extends keyof Messages>(name: Name, message: Messages[Name]): Uint8Array {
  return messageType(name)
    .encode(message as object)
    .finish();
}

/**
 * A message from its bytes; whole numbers of 64 bits become numbers, and fields that are not there keep proto's
 * defaults (empty lists and texts, 0).
 * @throws Error of protobufjs for bytes that are no such message
 */
export function decodeMessage<Name extends keyof Messages>(name: Name, bytes: Uint8Array): Messages[Name] {
  const type = messageType(name);
  return type.toObject(type.decode(bytes), { longs: Number, arrays: true }) as Messages[Name];
}
