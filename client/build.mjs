// Builds the stylesheet and the scripts into the folder named as the only argument.
// Called by build_hooks.py; by hand: node build.mjs ../src/sipol/web/shared/static/built
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import { compile } from "sass";

const client = dirname(fileURLToPath(import.meta.url));
const modules = join(client, "node_modules");

async function buildScripts(target) {
  await build({
    entryPoints: {
      page: join(client, "src/page.ts"),
      forms: join(client, "src/forms.ts"),
      session: join(client, "src/session.ts"),
      uploader: join(client, "src/uploader.ts"),
      drafts: join(client, "src/drafts.ts"),
      passkeys: join(client, "src/passkeys.ts"),
    },
    outdir: target,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome84", "firefox90", "safari15"],
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "linked",
    logLevel: "warning",
  });
}

async function buildStyles(target) {
  const { css } = compile(join(client, "styles/sipol.scss"), {
    style: "compressed",
    loadPaths: [modules],
    quietDeps: true,
  });
  await writeFile(join(target, "sipol.css"), css);
}

// The licences of what ends up in the built files ask to travel with them.
async function collectLicences(target) {
  const notices = ["govuk-frontend", "htmx.org"].map(async (name) => {
    const { version, license } = JSON.parse(
      await readFile(join(modules, name, "package.json"), "utf8"),
    );
    const text = await readFile(join(modules, name, "LICENSE"), "utf8").catch(() => "");
    return `${name} ${version}, ${license} licence\n\n${text}`.trim();
  });
  await writeFile(join(target, "licences.txt"), `${(await Promise.all(notices)).join("\n\n\n")}\n`);
}

const target = resolve(process.argv[2] ?? "");
if (!process.argv[2]) {
  throw new Error("usage: node build.mjs TARGET_FOLDER");
}
await mkdir(target, { recursive: true });
await Promise.all([
  buildScripts(target),
  buildStyles(target),
  collectLicences(target),
  copyFile(join(client, "images/icon.svg"), join(target, "icon.svg")),
]);
