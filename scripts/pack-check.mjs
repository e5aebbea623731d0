// Proves that the packed packages work for those who install them:
// publint, are-the-types-wrong, and a project that uses the tarballs on every Node, in Jest and
// under every module resolution of TypeScript.

import { check, finish } from "./checklist.mjs";
import { checkConsumer } from "./consumer.mjs";
import { pack, pnpm } from "./pack.mjs";

const packed = pack();
for (const { manifest, tarball } of packed) {
  check(`publint ${manifest.name}`, () => pnpm(["exec", "publint", "run", tarball, "--strict"]));
  check(`are-the-types-wrong ${manifest.name}`, () => pnpm(["exec", "attw", tarball, "--quiet"]));
}
checkConsumer(packed);
finish();
