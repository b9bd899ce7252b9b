// What runs in the head of the page, in this order. This script is inlined in the page.

import "./policy.ts";
import "./appearance.ts";
import "./startup.ts";
