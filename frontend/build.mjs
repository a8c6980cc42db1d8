// Bundles one script and one style sheet for each widget into latentwidgets/static.
// anywidget imports a widget's script as a Blob, so each entry is a single self-contained module.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const entries = readdirSync(`${here}src/entries`).filter((name) => name.endsWith(".ts"));

const options = {
  absWorkingDir: here,
  entryPoints: entries.map((name) => `src/entries/${name}`),
  outdir: process.env.LATENTWIDGETS_STATIC ?? "../latentwidgets/static",
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
};

if (process.argv.includes("--watch")) {
  const context = await esbuild.context({ ...options, minify: false, sourcemap: "inline" });
  await context.watch();
} else {
  await esbuild.build(options);
}
