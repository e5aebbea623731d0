import { expect, test } from "vitest";
import { groupingPath } from "./grouping-path.js";

test.each([
  { of: "a job", job: "nightly", groupings: {}, path: "/metrics/job/nightly" },
  {
    of: "groupings in any order",
    job: "j",
    groupings: { b: "2", a: "1" },
    path: "/metrics/job/j/a/1/b/2",
  },
  { of: "a slash", job: "a/b", groupings: {}, path: "/metrics/job@base64/YS9i" },
  {
    of: "a space",
    job: "j",
    groupings: { name: "a b" },
    path: "/metrics/job/j/name@base64/YSBi",
  },
  {
    of: "bytes that base64 writes as + and /, url-safe and padded",
    job: "j",
    groupings: { name: "/~?>ÿ" },
    path: "/metrics/job/j/name@base64/L34_PsO_",
  },
  { of: "an empty value", job: "j", groupings: { a: "" }, path: "/metrics/job/j/a@base64/=" },
  { of: "dots", job: "j", groupings: { a: ".." }, path: "/metrics/job/j/a@base64/Li4=" },
  {
    of: "reserved characters",
    job: "a+b%ü?#",
    groupings: {},
    path: "/metrics/job/a%2Bb%25%C3%BC%3F%23",
  },
])("the path of $of", ({ job, groupings, path }) => {
  expect(groupingPath(job, groupings)).toBe(path);
});

test.each(["job", "__reserved", "a-b", ""])("no grouping is named %j", (name) => {
  expect(() => groupingPath("j", { [name]: "x" })).toThrow(
    expect.objectContaining({ code: "RM_ERR_INVALID_OPTION" }),
  );
});
