// Compiles and runs code. A script evaluates to its last statement. Code with `await` must be a function body, which has no value
// of its own: if its last statement is an expression, a `return` is added.

type CompiledBody = () => Promise<unknown>;
type Evaluate = (code: string) => unknown;

const AsyncFunction = (async () => {}).constructor;

/** The maximum number of positions tried as the start of the last statement. */
const MAX_TRIES = 100;

/** Compiles a function body. Throws if `body` is not valid. */
function compile(body: string): CompiledBody {
  const compiled: unknown = Reflect.construct(AsyncFunction, [body]);
  if (typeof compiled !== "function") throw new TypeError("The browser made no function.");
  return async () => {
    const value: unknown = await Reflect.apply(compiled, undefined, []);
    return value;
  };
}

function tryToCompile(body: string): CompiledBody | undefined {
  try {
    return compile(body);
  } catch {
    return undefined;
  }
}

/** Returns whether `code` is a valid script. None of it runs, because a statement before it throws. */
function isScript(code: string, run: Evaluate) {
  const marker = "0";
  try {
    run(`throw ${marker}; ${code}`);
    return false;
  } catch (error) {
    return error === Number(marker);
  }
}

/** Compiles the code as a function body that returns the value of the last statement, if that is an expression. */
export function compileWithReturn(code: string): CompiledBody | undefined {
  const text = code.trimEnd().replace(/;$/, "");
  const starts = [0, ...Array.from(text.matchAll(/[;\n]/g), ({ index }) => index + 1)];
  for (const start of starts.slice(-MAX_TRIES).toReversed()) {
    const [before, last] = [text.slice(0, start), text.slice(start)];
    // Text in a comment, or a continuation of the previous line, is not a statement.
    const isStatement = !/\/\/.*$/.test(before) && !/^\s*[-+*/.,([`]/.test(start > 0 ? last : "");
    const compiled = isStatement && tryToCompile(before) && tryToCompile(`${before}\nreturn (${last}\n)`);
    if (compiled) return compiled;
  }
  return tryToCompile(code);
}

/** Runs the code. `run` is the `eval` of the global scope. */
export async function evaluate(code: string, run: Evaluate): Promise<unknown> {
  const body = /\bawait\b/.test(code) || !isScript(code, run) ? compileWithReturn(code) : undefined;
  return body ? body() : run(code);
}

/** Returns the syntax error if `code` is neither a script nor a function body. None of it runs. */
export function syntaxError(code: string, run: Evaluate): unknown {
  if (isScript(code, run) || compileWithReturn(code)) return undefined;
  try {
    compile(code);
    return undefined;
  } catch (error) {
    return error;
  }
}
