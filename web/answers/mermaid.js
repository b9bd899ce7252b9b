// The Mermaid library, a file of its own: fetched when a diagram is to be drawn.

export { default } from "mermaid";
