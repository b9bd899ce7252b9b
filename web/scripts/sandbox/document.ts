// The outer document: it creates the frame, which has its own origin. No other script ever runs here.

import frameScript from "./frame.ts?script";

const frame = document.createElement("iframe");
frame.setAttribute("sandbox", "allow-scripts");
frame.srcdoc = `<script>${frameScript}</script>`;
document.body.append(frame);
