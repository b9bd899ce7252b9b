// The Mermaid library, in its own file: fetched when the first diagram is drawn.

export { default } from "mermaid";
