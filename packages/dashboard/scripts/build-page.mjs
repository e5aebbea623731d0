// Builds the live page into one document that needs nothing else: dist/page.cjs.
// CommonJS, so that `require` finds it under every Node and in Jest.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const pageFolder = `${packageFolder}src/page/`;

const { output } = await build({
  root: pageFolder,
  configFile: false,
  logLevel: "warn",
  build: {
    write: false,
    target: "es2022",
    modulePreload: false,
    // Otherwise the script would carry the style and add it itself.
    cssCodeSplit: false,
    rollupOptions: { input: `${pageFolder}main.ts`, output: { format: "iife" } },
  },
});
const script = output.find((file) => file.type === "chunk").code.trim();
const style = output.find((file) => file.fileName.endsWith(".css")).source.trim();
if (/<\/(?:script|style)/i.test(script + style))
  throw new Error("The assets would end their element.");

// Functions, since a replacement string would read `$&` in the script.
const html = readFileSync(`${pageFolder}index.html`, "utf8")
  .replace("<!-- style -->", () => `<style>${style}</style>`)
  .replace("<!-- script -->", () => `<script>${script}</script>`);
const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src ${hash(script)}`,
  `style-src ${hash(style)}`,
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // The page never turns text into markup, and so the browser may forbid it.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

mkdirSync(`${packageFolder}dist/cjs`, { recursive: true });
writeFileSync(
  `${packageFolder}dist/page.cjs`,
  `exports.html = ${JSON.stringify(html)};\nexports.contentSecurityPolicy = ${JSON.stringify(contentSecurityPolicy)};\n`,
);
// Beside the CommonJS build of what imports it.
writeFileSync(`${packageFolder}dist/cjs/page.cjs`, 'module.exports = require("../page.cjs");\n');
