// The highlighter, in its own file: fetched when the first finished code in a known language comes near the screen. It returns
// tokens as a tree of texts and class names, never HTML.

import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import graphql from "highlight.js/lib/languages/graphql";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import lua from "highlight.js/lib/languages/lua";
import makefile from "highlight.js/lib/languages/makefile";
import markdown from "highlight.js/lib/languages/markdown";
import perl from "highlight.js/lib/languages/perl";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import r from "highlight.js/lib/languages/r";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import scala from "highlight.js/lib/languages/scala";
import shell from "highlight.js/lib/languages/shell";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";
import { createLowlight } from "lowlight";
import type { Token } from "./code-lines.ts";
import styles from "./highlight.css";

const grammars = { bash, c, cpp, csharp, css, diff, dockerfile, go, graphql, ini, java, javascript, json, kotlin, lua, makefile, markdown, perl, php, python, r, ruby, rust, scala, shell, sql, swift, typescript, xml, yaml };
const lowlight = createLowlight(grammars);
lowlight.registerAlias({ cpp: ["hpp"], go: ["golang"], shell: ["sh-session"], json: ["jsonc"] });

document.head.append(Object.assign(document.createElement("style"), { textContent: styles }));

export type Tokenize = (code: string, language: string) => Token[];

type HighlightTree = ReturnType<typeof lowlight.highlight>;
type TreeNode = HighlightTree["children"][number];

function toTokens(node: TreeNode): Token[] {
  if (node.type === "text") return [{ value: node.value }];
  if (node.type !== "element") return [];
  const { className } = node.properties;
  return [{ classNames: Array.isArray(className) ? className.map(String) : [], children: node.children.flatMap(toTokens) }];
}

export const tokenize: Tokenize = (code, language) =>
  lowlight.highlight(lowlight.registered(language) ? language : "plaintext", code).children.flatMap(toTokens);
