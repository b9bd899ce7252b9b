// Code as something that can be called. A script gives the value of its last statement. Code that awaits must be the body of a
// function, which gives no value by itself: if its last statement is an expression, it is returned.

type Body = () => Promise<unknown>;
type Run = (code: string) => unknown;

const AsyncFunction = (async () => {}).constructor;

/** So many places are tried at which the last statement could begin. */
const MAX_TRIES = 100;

/** Throws if `body` is not the body of a function. */
function compile(body: string): Body {
  const compiled: unknown = Reflect.construct(AsyncFunction, [body]);
  if (typeof compiled !== "function") throw new TypeError("The browser made no function.");
  return async () => {
    const value: unknown = await Reflect.apply(compiled, undefined, []);
    return value;
  };
}

function tryToCompile(body: string): Body | undefined {
  try {
    return compile(body);
  } catch {
    return undefined;
  }
}

/** Whether `code` is a script. Nothing of it runs, because the statement before it throws. */
function isScript(code: string, run: Run) {
  const marker = "0";
  try {
    run(`throw ${marker}; ${code}`);
    return false;
  } catch (error) {
    return error === Number(marker);
  }
}

/** The code as the body of a function that returns the value of the last statement, if that is an expression. */
export function asFunction(code: string): Body | undefined {
  const text = code.trimEnd().replace(/;$/, "");
  const starts = [0, ...Array.from(text.matchAll(/[;\n]/g), ({ index }) => index + 1)];
  for (const start of starts.slice(-MAX_TRIES).toReversed()) {
    const [before, last] = [text.slice(0, start), text.slice(start)];
    // What stands behind a comment, or goes on with the line before, is no statement.
    const isStatement = !/\/\/.*$/.test(before) && !/^\s*[-+*/.,([`]/.test(start > 0 ? last : "");
    const returning = isStatement && tryToCompile(before) && tryToCompile(`${before}\nreturn (${last}\n)`);
    if (returning) return returning;
  }
  return tryToCompile(code);
}

/** Runs the code. `run` is the `eval` of the global scope. */
export async function evaluate(code: string, run: Run): Promise<unknown> {
  const body = /\bawait\b/.test(code) || !isScript(code, run) ? asFunction(code) : undefined;
  return body ? body() : run(code);
}

/** Why `code` is neither a script nor the body of a function, if it is neither. Nothing of it runs. */
export function syntaxError(code: string, run: Run): unknown {
  if (isScript(code, run) || asFunction(code)) return undefined;
  try {
    compile(code);
    return undefined;
  } catch (error) {
    return error;
  }
}
