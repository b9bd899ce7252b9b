// The outer document for diagrams: it creates the frame, which has its own origin. No other script ever runs here.

import { openFrame } from "../open-frame.ts";
import frameScript from "./frame.ts?script";

// The library measures text, so the frame needs a size.
openFrame(frameScript).style.cssText = "position: fixed; inset: 0; width: 100%; height: 100%; border: 0";
