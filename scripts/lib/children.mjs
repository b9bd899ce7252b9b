// Child processes of a script (trunk, the model server), which must never outlive it.
// Each has its own process group, so that ending it also ends its children, and a Ctrl+C
// in the terminal reaches only this script, which then ends all groups in order.

import { spawn } from "node:child_process";
import { toolEnv } from "./paths.mjs";

const running = new Set();

/** Starts a program in its own process group. `child.ended` resolves to its exit code. */
export function startChild(command, args, { env = {}, stdio = ["pipe", "inherit", "inherit"] } = {}) {
  const child = spawn(command, args, { detached: true, env: toolEnv(env), stdio });
  running.add(child);
  child.ended = new Promise((resolve) => {
    const done = (code) => {
      running.delete(child);
      resolve(code);
    };
    child.on("error", () => done(127));
    child.on("exit", (code) => done(code ?? 1));
  });
  return child;
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has already ended.
  }
}

/** Ends a program and all its children: first with SIGTERM, then with SIGKILL. */
export async function stopChild(child) {
  signalGroup(child, "SIGTERM");
  const killTimer = setTimeout(() => signalGroup(child, "SIGKILL"), 3000);
  await child.ended;
  clearTimeout(killTimer);
}

export async function stopChildren() {
  await Promise.all([...running].map(stopChild));
}

/** Calls `end` when the parent process changes: npm can be killed without passing the signal on. */
function onLostParent(end) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(), 500).unref();
}

/** Installs signal handlers that end all children, then this script. */
export function stopChildrenOnExit() {
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    await stopChildren();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, end);
  onLostParent(end);
  process.once("exit", () => running.forEach((child) => signalGroup(child, "SIGKILL")));
}
