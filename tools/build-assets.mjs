// Builds static/dist/ from static/css, static/js and static/img: two stylesheets, the scripts, the icons and the fonts,
// each named by its content, with .gz and .br beside it, and manifest.json from the source's name to the built one.
// Run: node tools/build-assets.mjs (after npm ci). Nothing here is needed while the site runs.
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const DIST = path.join(ROOT, "static", "dist");
const SOURCES = [
  "css/site.css",
  "css/dark.css",
  "js/site.js",
  "js/live.js",
  "js/offline.js",
  "js/service-worker.js",
  "img/icons.svg",
  "img/favicon.svg",
  "img/app-icon-192.png",
  "img/app-icon-512.png",
];
const COMPRESSED_ALREADY = /\.(woff2|png)$/;

/** Turn left and right of a stylesheet into start and end, so that it also serves pages that run from right to left. */
export function logical(css) {
  return css
    .replace(/\b(margin|padding|border)-left\b/g, "$1-inline-start")
    .replace(/\b(margin|padding|border)-right\b/g, "$1-inline-end")
    .replace(/(?<=[{;\s])left(?=\s*:)/g, "inset-inline-start")
    .replace(/(?<=[{;\s])right(?=\s*:)/g, "inset-inline-end")
    .replace(/\b(text-align|float|clear)(\s*:\s*)left\b/g, (_, name, colon) => name + colon + side(name, "start"))
    .replace(/\b(text-align|float|clear)(\s*:\s*)right\b/g, (_, name, colon) => name + colon + side(name, "end"));
}

function side(property, end) {
  return property === "text-align" ? end : `inline-${end}`;
}

const govuk = {
  name: "govuk-frontend through sass",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path: file }) => {
      const { css } = sass.compile(file, { loadPaths: [path.join(ROOT, "node_modules")], quietDeps: true });
      return { contents: logical(css), loader: "css" };
    });
  },
};

/** The name that templates use: the path below static/, or fonts/… for what comes from a package. */
function sourceName(file) {
  return file.startsWith("static/") ? file.slice("static/".length) : `fonts/${path.basename(file)}`;
}

function compressions(name, contents) {
  if (COMPRESSED_ALREADY.test(name)) return [];
  const brotli = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: contents.length } };
  return [
    [`${name}.gz`, gzipSync(contents, { level: 9 })],
    [`${name}.br`, brotliCompressSync(contents, brotli)],
  ];
}

async function bundle() {
  return esbuild.build({
    absWorkingDir: ROOT,
    entryPoints: SOURCES.map((name) => `static/${name}`),
    outdir: DIST,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".svg": "copy", ".png": "copy" },
    plugins: [govuk],
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2020", "chrome105", "firefox110", "safari15.4"],
    supported: { "inset-property": true, nesting: true },
    write: false,
    metafile: true,
    logLevel: "warning",
  });
}

function manifestOf(outputs) {
  const manifest = {};
  for (const [file, { entryPoint, inputs }] of Object.entries(outputs)) {
    manifest[sourceName(entryPoint ?? Object.keys(inputs)[0])] = path.basename(file);
  }
  return Object.fromEntries(Object.entries(manifest).sort());
}

async function main() {
  const { outputFiles, metafile } = await bundle();
  const built = outputFiles.map(({ path: file, contents }) => [path.basename(file), contents]);
  const files = built.flatMap(([name, contents]) => [[name, contents], ...compressions(name, contents)]);
  await mkdir(DIST, { recursive: true });
  await Promise.all(files.map(([name, contents]) => writeFile(path.join(DIST, name), contents)));
  await writeFile(path.join(DIST, "manifest.json"), `${JSON.stringify(manifestOf(metafile.outputs), null, 2)}\n`);
  const keep = new Set(["manifest.json", ...files.map(([name]) => name)]);
  const stale = (await readdir(DIST)).filter((name) => !keep.has(name));
  await Promise.all(stale.map((name) => rm(path.join(DIST, name), { recursive: true })));
  for (const [name, contents] of files) console.error(`${String(contents.length).padStart(7)}  ${name}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
