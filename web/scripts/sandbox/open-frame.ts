/** Creates the frame with its own origin in the outer document, and in it the script. */
export function openFrame(script: string) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.srcdoc = `<script>${script}</script>`;
  document.body.append(frame);
  return frame;
}
