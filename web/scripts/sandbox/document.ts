// The outer document: it creates the frame, which has its own origin. No other script ever runs here.

import frameScript from "./frame.ts?script";
import { openFrame } from "./open-frame.ts";

openFrame(frameScript);
