// Runs other programs to completion, with their output shown or captured.
// They get no standard input, so that no program can block on a prompt.

import { spawn } from "node:child_process";
import { toolEnv } from "./paths.mjs";

/** Runs a program and returns its exit code and output. `echo` also shows the output while it runs. */
export function capture(command, args, { echo = false, env = {}, cwd } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: toolEnv(env), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (stream) => (bytes) => {
      output += bytes;
      if (echo) stream.write(bytes);
    };
    child.stdout.on("data", collect(process.stdout));
    child.stderr.on("data", collect(process.stderr));
    child.on("error", (error) => resolve({ code: 127, output: error.message }));
    child.on("close", (code, signal) => resolve({ code: code ?? 1, signal, output }));
  });
}

/** Runs a program with its output shown; throws if it fails. */
export async function run(command, args, options = {}) {
  const { code } = await capture(command, args, { echo: true, ...options });
  if (code !== 0) throw new Error(`\`${command} ${args.join(" ")}\` ended with code ${code}.`);
}

/** Runs a program without showing its output; if it fails, throws an error with the end of the output. */
export async function runQuietly(command, args, options = {}) {
  const { code, output } = await capture(command, args, options);
  if (code !== 0) {
    const end = output.trim().split("\n").slice(-15).join("\n");
    throw new Error(`\`${command} ${args.join(" ")}\` ended with code ${code}:\n${end}`);
  }
  return output;
}

/** Returns the first line of a program's version output, or null if it is not installed. */
export async function versionOf(command, args = ["--version"]) {
  const { code, output } = await capture(command, args);
  return code === 0 ? output.trim().split("\n")[0] : null;
}
