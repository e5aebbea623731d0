import { MetricsError } from "@routemetrics/core";

/**
 * The path of a group: `/metrics/job/<job>/<name>/<value>…`, sorted by name, so
 * that the same group always has the same address.
 */
export function groupingPath(job: string, groupings: Readonly<Record<string, string>>): string {
  let path = `/metrics${segment("job", job)}`;
  for (const name of Object.keys(groupings).sort()) {
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || name.startsWith("__") || name === "job") {
      throw new MetricsError(
        "RM_ERR_INVALID_OPTION",
        `pushgateway: "${name}" is no name for a grouping: use letters, digits and _, and the option \`job\` for the job.`,
      );
    }
    path += segment(name, groupings[name] as string);
  }
  return path;
}

/** Slashes, and segments that servers and proxies take out of a path, only survive as base64. */
function segment(name: string, value: string): string {
  if (value === "") return `/${name}@base64/=`;
  const wellFormed = value.toWellFormed();
  if (/[/\s]/.test(value) || /^\.+$/.test(value)) {
    return `/${name}@base64/${padded(Buffer.from(wellFormed).toString("base64url"))}`;
  }
  return `/${name}/${encodeURIComponent(wellFormed)}`;
}

function padded(base64url: string): string {
  return base64url.padEnd(Math.ceil(base64url.length / 4) * 4, "=");
}
