// The Mermaid library, a file of its own: fetched when the first diagram is drawn.

export { default } from "mermaid";
