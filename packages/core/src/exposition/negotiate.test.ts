import { describe, expect, test } from "vitest";
import { negotiateEncoding, negotiateFormat } from "./negotiate.js";

const PROTOBUF =
  "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

describe("format", () => {
  test.each([
    ["no header", undefined, "text"],
    ["an empty header", "", "text"],
    [
      "Prometheus 2.42",
      "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
      "openmetrics",
    ],
    [
      "Prometheus 2.42 with native histograms",
      `${PROTOBUF},application/openmetrics-text;version=1.0.0;q=0.8,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`,
      "protobuf",
    ],
    [
      "Prometheus 2.49 to 2.55",
      "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
      "openmetrics",
    ],
    [
      "Prometheus 2.49 to 2.55 with native histograms",
      `${PROTOBUF};q=0.6,application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2`,
      "protobuf",
    ],
    [
      "Prometheus 3 with the names of before",
      "application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=underscores;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
      "openmetrics",
    ],
    [
      "Prometheus 3",
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
      "openmetrics",
    ],
    [
      "Prometheus 3 with native histograms",
      `${PROTOBUF};q=0.7,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2`,
      "protobuf",
    ],
    [
      "Prometheus 3 asking for text",
      "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.2",
      "text",
    ],
    ["curl", "*/*", "text"],
    [
      "a browser",
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
      "text",
    ],
    ["OpenMetrics without a version", "application/openmetrics-text", "openmetrics"],
    ["OpenMetrics of a later version only", "application/openmetrics-text;version=2.0.0", "text"],
    ["protobuf that is not delimited", PROTOBUF.replace("delimited", "text"), "text"],
    ["protobuf of no known message", PROTOBUF.replace("io.", "my."), "text"],
    [
      "any case, blanks and quotes",
      'Application/OpenMetrics-Text ; Version="1.0.0" ; Q=1',
      "openmetrics",
    ],
    ["a comma within quotes", 'text/html;x="a,b", application/openmetrics-text', "openmetrics"],
    ["a better quality later on", `text/plain;q=0.5, ${PROTOBUF};q=0.6`, "protobuf"],
    ["equal quality: the first", `text/plain, ${PROTOBUF}`, "text"],
    ["a quality of 0", "application/openmetrics-text;q=0, text/plain;q=0.1", "text"],
    ["a quality above 1", "application/openmetrics-text;q=2", "text"],
    ["a malformed quality", "application/openmetrics-text;q=high", "text"],
    ["nothing known", "application/json", "text"],
    ["rubbish", ';;,="",,q=1;"', "text"],
  ])("%s", (_, accept, format) => {
    expect(negotiateFormat(accept)).toBe(format);
  });
});

describe("encoding", () => {
  test.each([
    [undefined, "identity"],
    ["", "identity"],
    ["gzip", "gzip"],
    ["gzip, deflate, br, zstd", "gzip"],
    ["x-gzip", "gzip"],
    ["*", "gzip"],
    ["gzip;q=0", "identity"],
    ["gzip;q=0, *", "identity"],
    ["br", "identity"],
    ["gzip;q=0.5, identity", "identity"],
    ["gzip;q=1.0, identity;q=0.5", "gzip"],
    ["identity;q=0, *;q=0.1", "gzip"],
  ])("%s", (acceptEncoding, encoding) => {
    expect(negotiateEncoding(acceptEncoding)).toBe(encoding);
  });
});
