// The public types of each package, as one file that a review can read: packages/*/api.d.ts.
//   node scripts/api-report.mjs           writes the reports (build first)
//   node scripts/api-report.mjs --check   fails when one differs from the built types
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { publicPackages } from "./public-packages.mjs";

const isCheck = process.argv.includes("--check");
const stale = [];

for (const { folder, manifest } of publicPackages()) {
  const file = join(folder, "api.d.ts");
  const report = reportOf(folder, manifest);
  if (!isCheck) writeFileSync(file, report);
  else if (!existsSync(file) || readFileSync(file, "utf8") !== report) stale.push(manifest.name);
}
if (stale.length > 0) {
  console.error(`The public types changed: ${stale.join(", ")}. Run npm run api and review.`);
  process.exit(1);
}

/** Every declaration file that can be reached from an entry, without comments. */
function reportOf(folder, { exports }) {
  const entries = Object.values(exports).filter((entry) => typeof entry === "object");
  const files = new Set(entries.map((entry) => join(folder, entry.import.types)));
  const sections = [];
  // A set visits what is added while it is walked.
  for (const file of files) {
    const text = declarations(file);
    for (const [, path] of text.matchAll(/(?:from |import\()"(\.[^"]+)\.js"/g)) {
      files.add(join(dirname(file), `${path}.d.ts`));
    }
    sections.push(`// ${relative(join(folder, "dist"), file)}\n${text}`);
  }
  return sections.join("\n");
}

function declarations(file) {
  return readFileSync(file, "utf8")
    .replace(/^\s*\/\*\*[\s\S]*?\*\/\n/gm, "")
    .replace(/^\/\/# sourceMappingURL.*\n?/m, "");
}
