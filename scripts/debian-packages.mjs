// The real programs that tests run against. Add what a new test needs here.

/** Servers: unpacked into .cache/debian, never installed, so that no service starts by itself. */
export const unpacked = [
  "prometheus",
  "prometheus-pushgateway",
  "redis-server",
  "redis-tools",
  "libjemalloc2",
  "liblzf1",
];

/** What only works when installed; needs root. */
export const installed = [
  "ceph-mon",
  "ceph-osd",
  "chromium",
  "golang-github-prometheus-client-golang-dev",
  "golang-github-prometheus-client-model-dev",
  "golang-github-prometheus-common-dev",
  "golang-go",
  "python3-boto3",
  "python3-prometheus-client",
  "radosgw",
  "valgrind",
];
