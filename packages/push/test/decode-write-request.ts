import protobuf from "protobufjs";
import snappyjs from "snappyjs";

const { root } = protobuf.parse(`
  syntax = "proto3";
  message WriteRequest { repeated TimeSeries timeseries = 1; repeated Metadata metadata = 3; }
  message Metadata { int32 type = 1; string family = 2; string help = 4; string unit = 5; }
  message Label { string name = 1; string value = 2; }
  message Sample { double value = 1; int64 timestamp = 2; }
  message Exemplar { repeated Label labels = 1; double value = 2; int64 timestamp = 3; }
  message Span { sint32 offset = 1; uint32 length = 2; }
  message Histogram {
    uint64 count = 1; double sum = 3; sint32 schema = 4; double zeroThreshold = 5;
    uint64 zeroCount = 6; repeated Span negativeSpans = 8; repeated sint64 negativeDeltas = 9;
    repeated Span positiveSpans = 11; repeated sint64 positiveDeltas = 12; int64 timestamp = 15;
  }
  message TimeSeries {
    repeated Label labels = 1; repeated Sample samples = 2; repeated Exemplar exemplars = 3;
    repeated Histogram histograms = 4;
  }
`);
const WriteRequest = root.lookupType("WriteRequest");

interface DecodedLabel {
  name: string;
  value: string;
}

export interface DecodedSeries {
  labels: DecodedLabel[];
  samples: { value: number; timestamp: number }[];
  exemplars: { labels: DecodedLabel[]; value: number; timestamp: number }[];
  histograms: {
    count: number;
    sum: number;
    schema: number;
    positiveSpans: { offset: number; length: number }[];
    positiveDeltas: number[];
    timestamp: number;
  }[];
}

export interface DecodedRequest {
  timeseries: DecodedSeries[];
  metadata: { type: number; family: string; help: string; unit: string }[];
  /** The message before compression. */
  raw: Buffer;
}

/** Reads a request with decoders that are not ours. */
export function decodeWriteRequest(body: Uint8Array): DecodedRequest {
  const raw = Buffer.from(snappyjs.uncompress(body));
  const message = WriteRequest.toObject(WriteRequest.decode(raw), {
    longs: Number,
    arrays: true,
    defaults: true,
  });
  return { ...(message as Omit<DecodedRequest, "raw">), raw };
}

/** `name{a="1"}` without the label `instance`. */
export function seriesName({ labels }: DecodedSeries): string {
  const name = labels.find((label) => label.name === "__name__")?.value;
  const rest = labels.filter((label) => label.name !== "__name__" && label.name !== "instance");
  return `${name}{${rest.map((label) => `${label.name}="${label.value}"`).join()}}`;
}
