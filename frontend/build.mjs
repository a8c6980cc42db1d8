// Bundles one script and one style sheet for each widget into latentwidgets/static.
// anywidget imports a widget's script as a Blob, so each entry is a single self-contained module.
// Beside them lie what decodes in the page (the worker, and the wasm of ONNX Runtime, compressed),
// what plays melodies, and what an exported page is made of.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const entries = readdirSync(`${here}src/entries`).filter((name) => name.endsWith(".ts"));

const outdir = process.env.LATENTWIDGETS_STATIC ?? `${here}../latentwidgets/static`;

// Indents within the shaders of three.js, which no engine reads.
const withoutIndents = {
  name: "without-indents",
  setup(build) {
    build.onLoad({ filter: /three[\\/]build[\\/].*\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll(/\\n(?:\\t)+/g, "\\n"),
    }));
  },
};

const options = {
  absWorkingDir: here,
  entryPoints: [
    ...entries.map((name) => `src/entries/${name}`),
    { in: "src/standalone/boot.ts", out: "standalone/boot" },
    { in: "src/standalone/own-media.ts", out: "standalone/own-media" }, // of pages of such outputs
    { in: "src/sound/tone-engine.ts", out: "sound" }, // brought when a melody is first played
  ],
  outdir,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  plugins: [withoutIndents],
  define: { EXPORTED: "false" },
  legalComments: "none",
  logLevel: "warning",
};

// An exported page has no kernel: what speaks to one is left out of its script.
const exported = {
  ...options,
  entryPoints: [{ in: "src/standalone/main.ts", out: "standalone/app" }],
  define: { EXPORTED: "true" },
};

// A plain script: of a page opened as a file, browsers start no worker that is a module. The one
// source is built for each engine of ONNX Runtime, beside that engine's wasm.
const workerFor = (engine, out) => ({
  ...options,
  entryPoints: [{ in: "src/worker/main.ts", out }],
  format: "iife",
  define: { "import.meta.url": "self.location.href", ENGINE: JSON.stringify(engine) },
  alias: { "onnxruntime-web/wasm": `onnxruntime-web/${engine}` },
});
const builds = [
  options,
  exported,
  workerFor("wasm", "decoder-worker"),
  workerFor("webgpu", "decoder-worker-webgpu"),
];

const require = createRequire(import.meta.url);
mkdirSync(outdir, { recursive: true });
for (const [variant, name] of [
  ["threaded", "onnxruntime"],
  ["threaded.asyncify", "onnxruntime-webgpu"],
]) {
  const wasm = readFileSync(require.resolve(`onnxruntime-web/ort-wasm-simd-${variant}.wasm`));
  writeFileSync(`${outdir}/${name}.wasm.gz`, gzipSync(wasm, { level: 9, memLevel: 9 }));
}

if (process.argv.includes("--watch")) {
  for (const each of builds) {
    const context = await esbuild.context({ ...each, minify: false, sourcemap: "inline" });
    await context.watch();
  }
} else {
  await Promise.all(builds.map((each) => esbuild.build(each)));
}
