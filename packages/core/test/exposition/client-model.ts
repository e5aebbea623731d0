import {
  create,
  createFileRegistry,
  type DescMessage,
  fromBinary,
  type Registry,
} from "@bufbuild/protobuf";
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from "@bufbuild/protobuf/wkt";
import protobuf from "protobufjs";

/** A decoded message, numbers as decoders give them. */
export interface Message {
  readonly [field: string]: unknown;
}

const SCALARS = {
  string: 9,
  double: 1,
  uint64: 4,
  uint32: 13,
  int64: 3,
  sint32: 17,
  sint64: 18,
  int32: 5,
} as const;

/** Fields as `number: type name`; a list has `[]` after its type. */
const MESSAGES: Readonly<Record<string, readonly string[]>> = {
  MetricFamily: [
    "1 string name",
    "2 string help",
    "3 int32 type",
    "4 Metric[] metric",
    "5 string unit",
  ],
  Metric: [
    "1 LabelPair[] label",
    "2 Value gauge",
    "3 Counter counter",
    "4 Summary summary",
    "5 Value untyped",
    "6 int64 timestampMs",
    "7 Histogram histogram",
  ],
  LabelPair: ["1 string name", "2 string value"],
  Value: ["1 double value"],
  Counter: ["1 double value", "2 Exemplar exemplar", "3 Timestamp created"],
  Summary: ["1 uint64 count", "2 double sum", "3 Quantile[] quantile", "4 Timestamp created"],
  Quantile: ["1 double quantile", "2 double value"],
  Histogram: [
    "1 uint64 count",
    "2 double sum",
    "3 Bucket[] bucket",
    "5 sint32 schema",
    "6 double zeroThreshold",
    "7 uint64 zeroCount",
    "9 BucketSpan[] negativeSpan",
    "10 sint64[] negativeDelta",
    "12 BucketSpan[] positiveSpan",
    "13 sint64[] positiveDelta",
    "15 Timestamp created",
    "16 Exemplar[] exemplars",
  ],
  Bucket: ["1 uint64 cumulativeCount", "2 double upperBound", "3 Exemplar exemplar"],
  BucketSpan: ["1 sint32 offset", "2 uint32 length"],
  Exemplar: ["1 LabelPair[] label", "2 double value", "3 Timestamp timestamp"],
  Timestamp: ["1 int64 seconds", "2 int32 nanos"],
};

function fieldsOf(message: string) {
  return (MESSAGES[message] ?? []).map((field) => {
    const [number, type = "", name = ""] = field.split(" ");
    return {
      number: Number(number),
      type: type.replace("[]", ""),
      name,
      isList: type.endsWith("[]"),
    };
  });
}

/** Decodes delimited families with protobufjs. */
export function decodeWithProtobufjs(bytes: Uint8Array): Message[] {
  const nested = Object.fromEntries(
    Object.keys(MESSAGES).map((message) => {
      const fields = fieldsOf(message).map(({ number, type, name, isList }) => [
        name,
        { id: number, type, ...(isList && { rule: "repeated" }) },
      ]);
      return [message, { fields: Object.fromEntries(fields) }];
    }),
  );
  const family = protobuf.Root.fromJSON({ nested }).lookupType("MetricFamily");
  const reader = protobuf.Reader.create(bytes);
  const families: Message[] = [];
  while (reader.pos < reader.len) {
    families.push(family.toObject(family.decodeDelimited(reader), { longs: Number, arrays: true }));
  }
  return families;
}

/** Decodes delimited families with @bufbuild/protobuf. */
export function decodeWithBufbuild(bytes: Uint8Array): Message[] {
  const family = bufbuildRegistry().getMessage("model.MetricFamily") as DescMessage;
  const families: Message[] = [];
  for (let position = 0; position < bytes.length; ) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[position++] as number;
      length += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    const message = fromBinary(family, bytes.subarray(position, position + length));
    families.push(plain(message) as Message);
    position += length;
  }
  return families;
}

function bufbuildRegistry(): Registry {
  const messageType = Object.keys(MESSAGES).map((name) => ({
    name,
    field: fieldsOf(name).map(({ number, type, name: field, isList }) => ({
      name: field,
      jsonName: field,
      number,
      label: isList ? FieldDescriptorProto_Label.REPEATED : FieldDescriptorProto_Label.OPTIONAL,
      ...(type in SCALARS
        ? { type: SCALARS[type as keyof typeof SCALARS] as FieldDescriptorProto_Type }
        : { type: FieldDescriptorProto_Type.MESSAGE, typeName: `.model.${type}` }),
    })),
  }));
  const file = create(FileDescriptorProtoSchema, {
    name: "model.proto",
    package: "model",
    syntax: "proto2",
    messageType,
  });
  return createFileRegistry(create(FileDescriptorSetSchema, { file: [file] }));
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => !name.startsWith("$"));
  return Object.fromEntries(entries.map(([name, field]) => [name, plain(field)]));
}
