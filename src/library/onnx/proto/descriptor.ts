/**
 * The messages of ONNX's files that a model consists of, for protobufjs; numbers and names are those of onnx.proto.
 * What summnb neither writes nor looks at (training, functions, sparse tensors, devices) is left out: readers skip
 * fields that they do not know.
 *
 * Derived from https://github.com/onnx/onnx/blob/main/onnx/onnx.proto,
 * Copyright (c) ONNX Project Contributors, SPDX-License-Identifier: Apache-2.0.
 */
type Field = { type: string; id: number; rule?: "repeated" };

const one = (type: string, id: number): Field => ({ type, id });
const many = (type: string, id: number): Field => ({ type, id, rule: "repeated" });

export const onnxDescriptor = {
  nested: {
    onnx: {
      nested: {
        ModelProto: {
          fields: {
            irVersion: one("int64", 1),
            producerName: one("string", 2),
            producerVersion: one("string", 3),
            domain: one("string", 4),
            modelVersion: one("int64", 5),
            docString: one("string", 6),
            graph: one("GraphProto", 7),
            opsetImport: many("OperatorSetIdProto", 8),
            metadataProps: many("StringStringEntryProto", 14),
          },
        },
        OperatorSetIdProto: { fields: { domain: one("string", 1), version: one("int64", 2) } },
        StringStringEntryProto: { fields: { key: one("string", 1), value: one("string", 2) } },
        GraphProto: {
          fields: {
            node: many("NodeProto", 1),
            name: one("string", 2),
            initializer: many("TensorProto", 5),
            docString: one("string", 10),
            input: many("ValueInfoProto", 11),
            output: many("ValueInfoProto", 12),
            valueInfo: many("ValueInfoProto", 13),
          },
        },
        NodeProto: {
          fields: {
            input: many("string", 1),
            output: many("string", 2),
            name: one("string", 3),
            opType: one("string", 4),
            attribute: many("AttributeProto", 5),
            docString: one("string", 6),
            domain: one("string", 7),
          },
        },
        AttributeProto: {
          fields: {
            name: one("string", 1),
            f: one("float", 2),
            i: one("int64", 3),
            s: one("bytes", 4),
            t: one("TensorProto", 5),
            g: one("GraphProto", 6),
            floats: many("float", 7),
            ints: many("int64", 8),
            type: one("int32", 20),
          },
        },
        TensorProto: {
          fields: {
            dims: many("int64", 1),
            dataType: one("int32", 2),
            name: one("string", 8),
            rawData: one("bytes", 9),
            externalData: many("StringStringEntryProto", 13),
            dataLocation: one("int32", 14),
          },
        },
        ValueInfoProto: { fields: { name: one("string", 1), type: one("TypeProto", 2) } },
        TypeProto: {
          fields: { tensorType: one("Tensor", 1) },
          nested: { Tensor: { fields: { elemType: one("int32", 1), shape: one("TensorShapeProto", 2) } } },
        },
        TensorShapeProto: {
          fields: { dim: many("Dimension", 1) },
          nested: { Dimension: { fields: { dimValue: one("int64", 1), dimParam: one("string", 2) } } },
        },
      },
    },
  },
};
