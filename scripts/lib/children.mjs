// Programs that run beside a script (trunk, the model server) and must never outlive it.
// Each gets its own process group, so that ending it ends what it started too, and a Ctrl+C
// in the terminal reaches this script alone, which then ends all groups in order.

import { spawn } from "node:child_process";
import { toolEnv } from "./paths.mjs";

const running = new Set();

/** Starts a program in its own process group. `child.ended` resolves with its exit code. */
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
    // The group has ended by itself.
  }
}

/** Ends a program and everything it started: politely first, then for good. */
export async function stopChild(child) {
  signalGroup(child, "SIGTERM");
  const patience = setTimeout(() => signalGroup(child, "SIGKILL"), 3000);
  await child.ended;
  clearTimeout(patience);
}

export async function stopChildren() {
  await Promise.all([...running].map(stopChild));
}

/** npm can be killed without a chance to tell us; then we have another parent than at the start. */
function onLostParent(end) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(), 500).unref();
}

/** Ends all children, then this script, when the user or the system asks for it. */
export function endTogether() {
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
