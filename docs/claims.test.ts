import { expect, test } from "vitest";
import { read } from "./pages.js";

/** What README says of speed, and the line of the benchmarks that bears it. */
const CLAIMS = [
  {
    claim: "Recording a request takes less than a twentieth of prom-client's time",
    measured: /^- Recording alone: at most 1\/20 of prom-client\. Met: /m,
  },
  {
    claim: "a scrape of 100,000 samples less than a tenth",
    measured: /^- Scrape: 1\/10, .* at 100,000 samples .* Met: /m,
  },
];

test.each(CLAIMS)("measured: $claim", ({ claim, measured }) => {
  expect(read("README.md").replaceAll(/\s+/g, " ")).toContain(claim);
  expect(read("docs/benchmarks.md")).toMatch(measured);
});
